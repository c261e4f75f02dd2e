from home.blocks.body import HomeBodyBlock

__all__ = ["HomeBodyBlock"]
