"""What the framework calendar adds to the admin."""
