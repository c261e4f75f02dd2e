"""What gunicorn reads by itself when it is started in this folder, in the demo as in production."""

# The portal stands at the root of its host, and no proxy of ours says otherwise. gunicorn would take these headers from
# whoever connects from this machine, which is every reader behind an nginx on it.
forwarder_headers = ""
