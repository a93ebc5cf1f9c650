"""What the screens of the stage are asked and answered beside the feed."""
