"""Speed and quality, beside peers in the same run."""
