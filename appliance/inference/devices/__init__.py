"""What an engine can run on: asked before anything heavy is imported or loaded."""
