"""Signs: outlines on a 24 × 24 grid, drawn for this screen."""

SIGNS = {
    "microphone": (
        "M12 2a4 4 0 0 0-4 4v6a4 4 0 0 0 8 0V6a4 4 0 0 0-4-4zM5 11h2v1a5 5 0 0 0 10 "
        "0v-1h2v1a7 7 0 0 1-6 6.9V21h4v2H7v-2h4v-2.1A7 7 0 0 1 5 12z"
    ),
    "no-microphone": (
        "M3.4 2 22 20.6 20.6 22 16 17.4a7 7 0 0 1-3 1.5V21h4v2H7v-2h4v-2.1A7 7 0 0 1 5 "
        "12v-1h2v1a5 5 0 0 0 7.5 4.3L12.7 15A4 4 0 0 1 8 12v-1.6L2 4.4zM12 2a4 4 0 0 1 4 "
        "4v6l-.1.8L8 4.9A4 4 0 0 1 12 2zm5 9h2v1q0 1.5-.6 3l-1.6-1.6q.2-.6.2-1.4z"
    ),
    "text": "M4 4h16v3H4zm0 6h16v3H4zm0 6h10v3H4z",
    "stick": (
        "M8 2h8v6h2v12a2 2 0 0 1-2 2H8a2 2 0 0 1-2-2V8h2zm2 2v4h4V4zm.5 1.2h1v1.6h-1zm2 0h1v1.6h-1z"
    ),
    "disk": "M4 4h16v16H4zm2 2v12h12V6zm2 7h8v3H8z",
    "warning": "M12 2 23 21H1zm-1 7v6h2V9zm0 8v2h2v-2z",
    "information": "M12 2a10 10 0 1 1 0 20 10 10 0 0 1 0-20zm-1 8v7h2v-7zm0-4v2h2V6z",
    "check": "M9 16.2 4.8 12l-1.8 1.8L9 19.8 21 7.8 19.2 6z",
    "play": "M7 4v16l13-8z",
    "pause": "M6 4h4v16H6zm8 0h4v16h-4z",
    "stop": "M5 5h14v14H5z",
    "record": "M12 4a8 8 0 1 1 0 16 8 8 0 0 1 0-16z",
    "back": "M14.5 4 16 5.5 9.5 12l6.5 6.5-1.5 1.5L6.5 12z",
    "forward": "M9.5 4 8 5.5l6.5 6.5L8 18.5 9.5 20l8-8z",
    "down": "M4 9.5 5.5 8l6.5 6.5L18.5 8 20 9.5l-8 8z",
    "close": (
        "M5.5 4 12 10.5 18.5 4 20 5.5 13.5 12l6.5 6.5-1.5 1.5L12 13.5 5.5 20 4 18.5l6.5-6.5L4 5.5z"
    ),
    "export": "M11 2h2v9h4l-5 6-5-6h4zM4 18h16v3H4z",
    "plain": "M5 2h14v20l-7-5-7 5z",
    "decision": "M12 2 22 12 12 22 2 12zm-1.2 13.6 6-6L15.4 8.2l-4.6 4.6-2.2-2.2-1.4 1.4z",
    "action": ("M3 3h18v18H3zm2.4 2.4v13.2h13.2V5.4zm5.1 11.8-4.7-4.7 1.7-1.7 3 3 6-6 1.7 1.7z"),
    "defect": "M8 2h8l6 6v8l-6 6H8l-6-6V8zm3 4v8h2V6zm0 10v2h2v-2z",
    "gap": "M2 11h5v2H2zm15 0h5v2h-5zM9 6h2v12H9zm4 0h2v12h-2z",
    "wait": (
        "M6 2h12v5l-4.5 5 4.5 5v5H6v-5l4.5-5L6 7zm2 2v2.3L12 10.6l4-4.3V4zm4 9.4-4 4.3V20h8v-2.3z"
    ),
    "later": "M12 9a3 3 0 1 1 0 6 3 3 0 0 1 0-6z",
    "list": "M3 4h3v3H3zm5 0h13v3H8zM3 10h3v3H3zm5 0h13v3H8zM3 16h3v3H3zm5 0h13v3H8z",
    "clock": (
        "M12 2a10 10 0 1 1 0 20 10 10 0 0 1 0-20zm0 2.2a7.8 7.8 0 1 0 0 15.6 7.8 7.8 0 0 "
        "0 0-15.6zM11 6h2v5.6l4 2.4-1 1.7-5-3z"
    ),
}
