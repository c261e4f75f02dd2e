"""One table for everything that must happen after a commit: mail and index work (design decision 3).

`enqueue` writes a row in the caller's transaction; `manage.py work` claims rows and calls the handler of their kind.
"""

from core.outbox.queue import claim, drain, enqueue, enqueue_many, prune, register_handler, retry_failed, work_on

__all__ = ["claim", "drain", "enqueue", "enqueue_many", "prune", "register_handler", "retry_failed", "work_on"]
