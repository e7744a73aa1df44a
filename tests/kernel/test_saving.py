# SPDX-License-Identifier: MIT
"""A recording in a file: everything it tells is there again, and the file says when it is not."""

import json
import zipfile

import pytest

from interp.kernel import Machine, RecordingFileError, compare, load_recording
from interp.kernel.saving import DOCUMENT, VERSION
from interp.lesson import (
    Stepper,
    board,
    counter_history,
    counters,
    lock_line,
    memory_map,
    page_life,
)
from tests.kernel.trees import MOVABLE, tree

ISOLATE = ("start_isolate_page_range", 8, 16, MOVABLE)
UNDO = ("undo_isolate_page_range", 8, 16, MOVABLE)


@pytest.fixture(scope="module")
def original():
    return Machine(tree("rfc-v2")).record_all([ISOLATE, UNDO])


@pytest.fixture(scope="module")
def path(original, tmp_path_factory):
    return original.save(tmp_path_factory.mktemp("saved") / "isolation.recording")


@pytest.fixture(scope="module")
def loaded(path):
    return load_recording(path)


def test_every_moment_is_the_same(original, loaded):
    assert len(loaded) == len(original)
    for index in range(len(original)):
        assert loaded[index] == original[index]


def test_what_is_asked_of_it_is_answered_the_same(original, loaded):
    assert repr(loaded) == repr(original)
    assert loaded.calls == original.calls
    assert loaded.first_broken() == original.first_broken()
    assert loaded.stores("mem_map[8].private") == original.stores("mem_map[8].private")
    assert loaded.events == original.events
    assert [loaded.over(i) for i in range(99)] == [original.over(i) for i in range(99)]
    found = original.points_in_hunk("mm/page_isolation.c", 1)
    assert found and loaded.points_in_hunk("mm/page_isolation.c", 1) == found
    condition, where = "migratetype == MIGRATE_ISOLATE", "move_freepages"
    found = original.find(condition, at=where)
    assert found and loaded.find(condition, at=where) == found
    watched = original.watch("page->private")
    assert len(watched) > 1 and loaded.watch("page->private") == watched
    assert compare(loaded, original).first_difference is None
    assert loaded.constants.value("GFP_KERNEL") == original.constants.value("GFP_KERNEL")


def test_the_sources_have_their_patches_and_remarks(original, loaded):
    for file in original.tree.paths:
        assert loaded.tree.read(file) == original.tree.read(file)
        assert loaded.tree.listing(file) == original.tree.listing(file)


def test_the_stepper_shows_the_same(original, loaded):
    for index in (0, 150, len(original) - 1):
        assert repr(Stepper(loaded, index)) == repr(Stepper(original, index))


def test_boards_and_pictures_show_the_same(original, loaded):
    for show in (board, counters, memory_map):
        assert repr(show(loaded[200])) == repr(show(original[200]))
    for draw in (lock_line, counter_history):
        assert repr(draw(loaded)) == repr(draw(original))
    assert repr(page_life(loaded, 8)) == repr(page_life(original, 8))


def test_a_stopped_machine_s_report_is_kept(tmp_path):
    stopped = Machine(tree("rfc-v2")).record("start_isolate_page_range", 9, 16, MOVABLE)
    loaded = load_recording(stopped.save(tmp_path / "stopped"))
    assert str(loaded.fault) == str(stopped.fault)
    assert loaded[-1] == stopped[-1]


def test_the_same_call_gives_the_same_bytes(path, tmp_path):
    again = Machine(tree("rfc-v2")).record_all([ISOLATE, UNDO])
    assert again.save(tmp_path / "again").read_bytes() == path.read_bytes()


def test_having_looked_at_it_changes_nothing(original, path, tmp_path):
    original.space(7)
    assert original.save(tmp_path / "again").read_bytes() == path.read_bytes()


# -- files that are none --------------------------------------------------------------------------


def changed(path, target, **changes):
    """Write a copy of a saved recording with other values in its document."""
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == DOCUMENT:
                data = json.dumps(json.loads(data) | changes).encode()
            new.writestr(name, data)
    return target


def test_a_newer_file_is_said_to_be_newer(path, tmp_path):
    newer = changed(path, tmp_path / "newer", version=VERSION + 1)
    with pytest.raises(RecordingFileError, match=f"has version {VERSION + 1} of the format"):
        load_recording(newer)


def test_a_foreign_zip_is_said_to_be_something_else(path, tmp_path):
    with pytest.raises(RecordingFileError, match="not a saved recording"):
        load_recording(changed(path, tmp_path / "foreign", format="letters"))


@pytest.mark.parametrize(
    "changes",
    [
        {"objects": []},
        {"content": {}},
        {"columns": {}},
        {"classes": {"Popen": ["args"]}, "objects": [["Popen", "true"]]},
    ],
)
def test_a_document_that_is_not_right_gives_one_message(path, tmp_path, changes):
    with pytest.raises(RecordingFileError, match="cannot be understood"):
        load_recording(changed(path, tmp_path / "wrong", **changes))


def test_a_file_cut_or_damaged_anywhere_gives_one_message(path, tmp_path):
    data, damaged = path.read_bytes(), tmp_path / "damaged"
    for place in range(0, len(data), len(data) // 40):
        damaged.write_bytes(data[:place])
        with pytest.raises(RecordingFileError):
            load_recording(damaged)


def test_a_missing_file_and_a_place_that_cannot_be_written(original, tmp_path):
    with pytest.raises(RecordingFileError, match="there is no such file"):
        load_recording(tmp_path / "nowhere")
    with pytest.raises(RecordingFileError, match="cannot be written"):
        original.save(tmp_path / "nowhere" / "file")
