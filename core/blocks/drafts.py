"""A draft always saves: what a block asks for is asked when the text goes to review or online."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from wagtail import blocks

# Of these a half-typed value is kept as it is; another kind of field could not show it again.
_WORDS = (blocks.CharBlock, blocks.TextBlock, blocks.EmailBlock)


class DraftedBlock(blocks.StructBlock):
    """A block of several fields. Unfinished it is stored with a draft; `missing` says what it lacks to be public."""

    def missing(self, value: blocks.StructValue) -> dict[str, Any]:
        """What is wrong with the fields together: a sentence for each field to mend."""
        return {}

    def clean(self, value: blocks.StructValue) -> blocks.StructValue:
        draft = self.is_deferred_validation
        cleaned, errors = {}, {}
        for name, part in value.items():
            try:
                cleaned[name] = self.child_blocks[name].clean(part)
            except ValidationError as error:
                if draft and isinstance(part, str) and isinstance(self.child_blocks[name], _WORDS):
                    cleaned[name] = part
                else:
                    errors[name] = error
        if not draft:
            # Ours go first: Wagtail's table would only name its class.
            errors |= {name: ValidationError(text) for name, text in self.missing(value).items()}
        if errors:
            raise blocks.StructBlockValidationError(block_errors=errors)
        return self.normalize(cleaned)
