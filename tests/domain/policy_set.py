"""The labelled sentences, and how well the policy hears them: counts only, so that the unseen part stays unseen."""

from dataclasses import dataclass
from pathlib import Path

import yaml

from app.domain.policy import Policy, judge_question

HERE = Path(__file__).parent
SEEN = (HERE / "policy_seen.yml", HERE / "policy_seen_more.yml")
UNSEEN = (HERE / "policy_blind.yml", HERE / "policy_blind_more.yml")
LABELS = ("wants_person", "complaint", "legal", "safety", "none")


@dataclass(frozen=True, slots=True)
class Score:
    """How often a label was `right`, `missed` where it was wanted, and `false` where it was not."""

    right: int
    missed: int
    false: int

    @property
    def precision(self) -> float:
        """Of those it was found in, how many wanted it; 1 where it was found in none."""
        found = self.right + self.false
        return self.right / found if found else 1.0

    @property
    def recall(self) -> float:
        """Of those that wanted it, in how many it was found."""
        wanted = self.right + self.missed
        return self.right / wanted if wanted else 1.0


def read_part(part: tuple[Path, ...]) -> list[tuple[str, str]]:
    """The sentences of one part, each with what it wants."""
    rows = [row for path in part for row in yaml.safe_load(path.read_text("utf-8"))]
    return [(str(row["text"]), str(row["want"])) for row in rows]


def measure(part: tuple[Path, ...]) -> dict[str, Score]:
    """How well the default policy hears each label in one part."""
    policy = Policy()
    pairs = []
    for text, want in read_part(part):
        decision = judge_question(text, is_vip=False, policy=policy)
        pairs.append((want, decision.rule if decision else "none"))
    return {label: _score(label, pairs) for label in LABELS}


def _score(label: str, pairs: list[tuple[str, str]]) -> Score:
    return Score(
        right=sum(want == label == got for want, got in pairs),
        missed=sum(want == label != got for want, got in pairs),
        false=sum(want != label == got for want, got in pairs),
    )
