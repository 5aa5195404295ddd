"""Codes are read from pictures as people send them, and nothing else is taken for ours; within time and memory."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from tests.wallet.hard_pictures import Sample, hard, of_many_parts
from tests.wallet.qr_pictures import ALL, BOT, FEW, samples
from wallet.errors import PictureTooLarge, PictureUnreadable, WalletError
from wallet.qr.payload import argument_in
from wallet.qr.reading import PictureReader, read_codes

ROOT = Path(__file__).parent.parent.parent
WORK_MS_MAX, EXTRA_MIB_MAX = 2_000, 200
"""The time is meant to be under 500 ms on a quiet machine; tests share theirs with others."""


def links_to_us(texts: Iterable[str]) -> set[str]:
    """Those that would be opened."""
    return {text for text in texts if argument_in(text, BOT) is not None}


def judged(sample: Sample, texts: list[str], error: str | None) -> str:
    """Empty when it was read as it should be."""
    if (error is None) is not sample.readable:
        return f"{sample.name}: {error}"
    right = set(sample.ours) <= set(texts) if sample.ours else not texts or "foreign" in sample.name
    return "" if right else f"{sample.name}: {texts}"


def read(sample: Sample) -> tuple[list[str], str | None]:
    """The texts of QR codes, or the refusal."""
    try:
        return [code.text for code in read_codes(sample.data) if code.is_qr], None
    except WalletError as error:
        return [], error.code


def test_twenty_pictures() -> None:
    some = list(samples(FEW))
    assert len(some) == 20
    for sample in some:
        texts, error = read(sample)
        assert judged(sample, texts, error) == ""
        assert links_to_us(texts) == sample.ours


def read_apart(folder: Path, pictures: list[Sample]) -> list[dict[str, Any]]:
    """What a process of its own reads, and what it needs for it."""
    for sample in pictures:
        (folder / sample.name).write_bytes(sample.data)
    command = [sys.executable, "-m", "tests.wallet.qr_reader", str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(lines) == len(pictures)
    work, memory = (max(lines, key=lambda line: line[key]) for key in ("work_ms", "extra_mib"))
    middle = sorted(line["work_ms"] for line in lines)[len(lines) // 2]
    figures = f"median {middle:.0f} ms, worst {work['work_ms']:.0f} ms ({work['name']})"
    print(f"\n{len(lines)} pictures: {figures}, {memory['extra_mib']:.0f} MiB ({memory['name']})")  # noqa: T201
    assert work["work_ms"] < WORK_MS_MAX
    assert memory["extra_mib"] < EXTRA_MIB_MAX
    return lines


@pytest.mark.slow
def test_two_hundred_pictures(tmp_path: Path) -> None:
    pictures = {sample.name: sample for sample in samples(ALL)}
    assert len(pictures) == 200
    for line in read_apart(tmp_path, list(pictures.values())):
        sample = pictures[line["name"]]
        assert judged(sample, line["texts"], line["error"]) == ""
        assert links_to_us(line["texts"]) == sample.ours


@pytest.mark.slow
def test_pictures_that_are_hard_to_read(tmp_path: Path) -> None:
    for line in read_apart(tmp_path, list(hard())):
        assert line["error"] is None
        assert line["texts"] == []


@pytest.mark.slow
def test_files_of_many_parts_are_refused_at_once() -> None:
    for sample in of_many_parts():
        began = time.thread_time()
        with pytest.raises((PictureUnreadable, PictureTooLarge)):
            read_codes(sample.data)
        assert time.thread_time() - began < 0.1, sample.name


async def test_the_reader_takes_one_picture_after_the_other() -> None:
    reader, sample = PictureReader(), next(samples(FEW))
    try:
        assert {code.text for code in await reader.read(sample.data)} == sample.ours
        with pytest.raises(PictureUnreadable):
            await reader.read(b"no picture")
    finally:
        reader.close()
