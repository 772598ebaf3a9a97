"""What the field asks of land and zones: construction inside the red line, cropland outside basic farmland."""

from natres.core.classification import Scheme
from natres.core.results.overlay import Overlay, ZoneAnswer

__all__ = ["answer_questions"]


def answer_questions(overlay: Overlay, scheme: Scheme) -> tuple[ZoneAnswer, ...]:
    """Return the scheme's questions about zones in their order; without cells where a layer is not there."""
    return tuple(_answer(overlay, scheme, number) for number in range(len(scheme.zone_questions)))


def _answer(overlay: Overlay, scheme: Scheme, number: int) -> ZoneAnswer:
    question = scheme.zone_questions[number]
    if overlay.layer(question.zone) is None:
        return ZoneAnswer(question.key, question.zone, None)
    inside = overlay.under([question.zone]) if question.inside else overlay.under(without=[question.zone])
    asked = scheme.classes_asked(question)
    return ZoneAnswer(question.key, question.zone, tuple(cell for cell in inside if cell.land_class in asked))
