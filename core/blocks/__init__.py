from core.blocks.body import BodyBlock

__all__ = ["BodyBlock"]
