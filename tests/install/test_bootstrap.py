"""Set-up on a fresh machine: finding a Python, the stamp, the jobs."""

import ast
import importlib.util
import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "install" / "bootstrap.py"
POSIX = pytest.mark.skipif(os.name == "nt", reason="the fake programs are shell scripts")
UNFINISHED = "{}"


def load():
    spec = importlib.util.spec_from_file_location("bootstrap", SOURCE)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def bootstrap(tmp_path, monkeypatch):
    """Bootstrap over an empty checkout, with no Python, uv or pyenv around."""
    module = load()
    root = tmp_path / "checkout"
    (root / "install").mkdir(parents=True)
    (root / "pyproject.toml").write_text("[project]\n")
    for lock in module.LOCKS.values():
        (root / lock).write_text(f"# {lock}\n")
    venv = root / ".venv"
    python = venv / "bin" / "python"
    places = {"ROOT": root, "VENV": venv, "STAMP": venv / ".mmm-xl-stamp",
              "WARM": venv / ".mmm-xl-warm"}  # fmt: skip
    for name, place in {**places, "BIN": venv / "bin", "VENV_PYTHON": python}.items():
        monkeypatch.setattr(module, name, place)
    monkeypatch.setenv("PATH", str(tmp_path / "empty"))
    monkeypatch.setenv("PYENV_ROOT", str(tmp_path / "pyenv"))
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    return module


def program(path, *, prints="", status=0):
    """Write a program that prints a line and exits."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    path.write_text(f"#!/bin/sh\n/bin/cat <<'END'\n{prints}\nEND\nexit {status}\n")
    path.chmod(0o755)
    return str(path)


def fake_python(path, version="3.13", *, fits=True, has_venv=True):
    return program(path, prints=json.dumps([version, str(path), fits, has_venv]))


class TestSource:
    def test_parses_as_python_3_8_and_is_ascii(self):
        text = SOURCE.read_bytes().decode("ascii")
        ast.parse(text, feature_version=(3, 8))

    def test_imports_the_standard_library_alone(self):
        tree = ast.parse(SOURCE.read_text())
        plain = [n.name for i in ast.walk(tree) if isinstance(i, ast.Import) for n in i.names]
        named = [i.module for i in ast.walk(tree) if isinstance(i, ast.ImportFrom)]
        assert {name.split(".")[0] for name in plain + named} <= sys.stdlib_module_names

    def test_runs_under_python_3_8(self):
        found = sorted((Path.home() / ".pyenv" / "versions").glob("3.8.*/bin/python"))
        if not found:
            pytest.skip("no Python 3.8 here")
        command = [found[0], "-W", "error", SOURCE, "--help"]
        done = subprocess.run(command, capture_output=True, check=False)
        assert (done.returncode, done.stderr) == (0, b"")

    def test_oldest_version_is_the_one_in_pyproject(self):
        project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
        assert project["requires-python"] == f">={min(load().VERSIONS)}"


@POSIX
class TestFindingPython:
    def test_probe_tells_the_running_python(self, bootstrap):
        python = bootstrap.probe([sys.executable])
        assert python.version == "{}.{}".format(*sys.version_info[:2])
        assert Path(python.path).exists()
        assert python.fits

    @pytest.mark.parametrize("text", ["", "not json", "[1]", "null"])
    def test_probe_refuses_what_does_not_answer(self, bootstrap, tmp_path, text):
        assert bootstrap.probe([program(tmp_path / "odd", prints=text)]) is None

    def test_probe_refuses_what_does_not_start(self, bootstrap, tmp_path):
        good_words = json.dumps(["3.13", "/x", True, True])
        shim = program(tmp_path / "shim", prints=good_words, status=127)
        assert bootstrap.probe([shim]) is None
        assert bootstrap.probe([str(tmp_path / "absent")]) is None

    def test_probe_refuses_what_hangs(self, bootstrap, monkeypatch):
        def hang(*_, **__):
            raise subprocess.TimeoutExpired("python", 60)

        monkeypatch.setattr(bootstrap.subprocess, "run", hang)
        assert bootstrap.probe(["python"]) is None

    def test_a_shim_first_on_the_path_does_not_hide_the_real_one(
        self, bootstrap, tmp_path, monkeypatch
    ):
        program(tmp_path / "shims" / "python3.12", status=127)
        real = fake_python(tmp_path / "real" / "python3.12", "3.12")
        monkeypatch.setenv("PATH", f"{tmp_path / 'shims'}{os.pathsep}{tmp_path / 'real'}")
        monkeypatch.setattr(bootstrap.sys, "executable", str(tmp_path / "none"))
        assert bootstrap.find_python(None).path == real

    def test_pyenv_gives_the_newest_patch_release_first(self, bootstrap, tmp_path):
        for name in ("3.13.2", "3.13.10", "3.12.1"):
            fake_python(tmp_path / "pyenv" / "versions" / name / "bin" / "python")
        names = [Path(place).parts[-3] for place in bootstrap.in_pyenv("3.13")]
        assert names == ["3.13.10", "3.13.2"]

    def test_order(self, bootstrap, tmp_path, monkeypatch):
        launcher = program(tmp_path / "bin" / "py")
        named = fake_python(tmp_path / "bin" / "python3.12")
        kept = fake_python(tmp_path / "pyenv" / "versions" / "3.14.0" / "bin" / "python")
        uv = program(tmp_path / "bin" / "uv", prints="/known/to/uv")
        monkeypatch.setenv("PATH", str(Path(launcher).parent))
        commands = list(bootstrap.candidates(uv))
        last = [["/known/to/uv"]] * len(bootstrap.VERSIONS)
        by_launcher = [["py", "-" + version] for version in bootstrap.VERSIONS]
        assert commands == [[sys.executable], *by_launcher, [named], [kept], *last]

    def test_uv_counts_only_if_it_starts(self, bootstrap, tmp_path, monkeypatch):
        program(tmp_path / "bin" / "uv", status=1)
        monkeypatch.setenv("PATH", str(tmp_path / "bin"))
        assert bootstrap.find_uv() is None
        installed = program(tmp_path / ".local" / "bin" / "uv", prints="uv 1")
        assert bootstrap.find_uv() == installed


@POSIX
class TestChoosingPython:
    @pytest.fixture
    def choose(self, bootstrap, tmp_path, monkeypatch):
        def choose(*pythons, uv=None):
            made = [fake_python(tmp_path / str(n), **p) for n, p in enumerate(pythons)]
            monkeypatch.setattr(bootstrap, "candidates", lambda _: [[path] for path in made])
            return Path(bootstrap.find_python(uv).path).name

        return choose

    def test_first_that_fits(self, choose):
        old, other = {"version": "3.11"}, {"version": "3.13", "fits": False}
        assert choose(old, other, {"version": "3.12"}, {"version": "3.13"}) == "2"

    def test_too_new_is_refused(self, choose, bootstrap):
        with pytest.raises(bootstrap.SetupError, match=r"from 3\.12 to 3\.14"):
            choose({"version": "3.15"})

    def test_uv_makes_up_for_a_missing_venv_module(self, choose, bootstrap):
        bare = {"version": "3.13", "has_venv": False}
        assert choose(bare, uv="uv") == "0"
        with pytest.raises(bootstrap.SetupError, match=r"install python3\.13-venv or uv"):
            choose(bare)

    def test_uv_downloads_one_at_last(self, choose, bootstrap, monkeypatch):
        fetched = bootstrap.Python("3.13", "/fetched/python", True, True)
        monkeypatch.setattr(bootstrap, "downloaded", lambda uv: fetched)
        assert choose(uv="uv") == "python"

    def test_nothing_found_is_one_sentence(self, choose, bootstrap, monkeypatch):
        monkeypatch.setattr(bootstrap, "downloaded", lambda uv: None)
        for uv in (None, "uv"):
            with pytest.raises(bootstrap.SetupError) as caught:
                choose(uv=uv)
            sentence = str(caught.value)
            assert "install" in sentence or "needs" in sentence
            assert sentence.endswith(".") and ". " not in sentence and "\n" not in sentence


@POSIX
class TestEnvironment:
    @pytest.fixture
    def steps(self, bootstrap, monkeypatch):
        """What a set-up does, with fakes for the two slow steps."""
        done = []

        def make(uv):
            fake_python(bootstrap.VENV_PYTHON)
            program(bootstrap.VENV / "pyvenv.cfg")
            done.append("make")

        monkeypatch.setattr(bootstrap, "make_venv", make)
        monkeypatch.setattr(bootstrap, "install", lambda kind, uv: done.append(kind))
        return done

    def again(self, bootstrap, steps, kind="run"):
        steps.clear()
        bootstrap.ensure(kind)
        return list(steps)

    def test_second_call_does_nothing_and_starts_nothing(self, bootstrap, steps, monkeypatch):
        assert self.again(bootstrap, steps) == ["make", "run"]

        def refuse(*_, **__):
            raise AssertionError("a process was started")

        monkeypatch.setattr(bootstrap.subprocess, "run", refuse)
        assert self.again(bootstrap, steps) == []

    @pytest.mark.parametrize("changed", ["install/requirements.lock", "pyproject.toml"])
    def test_a_change_installs_into_the_same_venv(self, bootstrap, steps, changed):
        bootstrap.ensure("run")
        (bootstrap.ROOT / changed).write_text("changed")
        assert self.again(bootstrap, steps) == ["run"]
        assert self.again(bootstrap, steps) == []

    def test_test_tools_are_added_and_stay(self, bootstrap, steps):
        bootstrap.ensure("run")
        assert self.again(bootstrap, steps, "test") == ["test"]
        assert self.again(bootstrap, steps) == []
        (bootstrap.ROOT / "pyproject.toml").write_text("changed")
        assert self.again(bootstrap, steps) == ["test"]

    @pytest.mark.parametrize("left", [UNFINISHED, "", "{", "[]"])
    def test_half_made_venv_is_made_anew(self, bootstrap, steps, left):
        bootstrap.ensure("run")
        bootstrap.STAMP.write_text(left)
        assert self.again(bootstrap, steps) == ["make", "run"]

    def test_an_install_cut_short_leaves_an_unfinished_stamp(self, bootstrap, steps, monkeypatch):
        bootstrap.ensure("run")
        (bootstrap.ROOT / "pyproject.toml").write_text("changed")

        def cut(kind, uv):
            raise KeyboardInterrupt

        monkeypatch.setattr(bootstrap, "install", cut)
        with pytest.raises(KeyboardInterrupt):
            bootstrap.ensure("run")
        assert bootstrap.read_stamp() == {}

    def test_removed_python(self, bootstrap, steps):
        bootstrap.ensure("run")
        bootstrap.VENV_PYTHON.unlink()
        bootstrap.VENV_PYTHON.symlink_to("/gone/python")
        assert self.again(bootstrap, steps) == ["make", "run"]

    def test_moved_checkout(self, bootstrap, steps):
        bootstrap.ensure("run")
        stamp = {**bootstrap.read_stamp(), "root": "/elsewhere"}
        bootstrap.STAMP.write_text(json.dumps(stamp))
        assert self.again(bootstrap, steps) == ["make", "run"]

    @pytest.mark.parametrize(("version", "expected"), [("3.12", ["run"]), ("3.9", ["make", "run"])])
    def test_venv_made_by_hand_is_kept_if_it_fits(self, bootstrap, steps, version, expected):
        fake_python(bootstrap.VENV_PYTHON, version)
        assert self.again(bootstrap, steps) == expected

    def test_making_starts_from_nothing_and_says_unfinished(self, bootstrap, tmp_path, monkeypatch):
        python = bootstrap.Python("3.13", program(tmp_path / "py"), True, True)
        monkeypatch.setattr(bootstrap, "find_python", lambda uv: python)
        program(bootstrap.VENV / "lib" / "stale")
        bootstrap.make_venv(None)
        assert [path.name for path in bootstrap.VENV.iterdir()] == [bootstrap.STAMP.name]
        assert bootstrap.read_stamp() == {}

    def test_a_venv_that_cannot_be_removed_is_one_sentence(self, bootstrap, tmp_path):
        bootstrap.VENV.symlink_to(tmp_path)
        with pytest.raises(bootstrap.SetupError, match="cannot be removed"):
            bootstrap.remove_venv()


@POSIX
class TestInstalling:
    def commands(self, bootstrap, monkeypatch, uv):
        seen = []
        monkeypatch.setattr(bootstrap, "quietly", lambda command, sentence: seen.append(command))
        bootstrap.install("test", uv)
        return seen

    @pytest.mark.parametrize("uv", [None, "uv"])
    def test_locked_then_itself_without_the_network(self, bootstrap, monkeypatch, uv):
        locked, itself = self.commands(bootstrap, monkeypatch, uv)
        assert {"--require-hashes", "--only-binary", bootstrap.LOCKS["test"]} <= set(locked)
        offline = "--offline" if uv else "--no-index"
        assert {"--no-build-isolation", "--no-deps", offline, "-e"} <= set(itself)
        assert str(bootstrap.VENV_PYTHON) in locked

    def test_output_is_shown_only_on_failure(self, bootstrap, tmp_path, capsys):
        bootstrap.quietly([program(tmp_path / "good", prints="chatter")], "Sentence.")
        assert capsys.readouterr().out == ""
        with pytest.raises(bootstrap.SetupError, match=r"^Sentence\.$"):
            bootstrap.quietly([program(tmp_path / "bad", prints="why", status=1)], "Sentence.")
        assert capsys.readouterr().out == "why\n"

    def test_settings_that_lead_astray_are_dropped(self, bootstrap, monkeypatch):
        monkeypatch.setenv("PYTHONHOME", "/elsewhere")
        monkeypatch.setenv("PIP_USER", "1")
        assert not {"PYTHONHOME", "PIP_USER"} & set(bootstrap.environment())

    def test_compiled_python_is_stored_whatever_the_caller_does(self, bootstrap, monkeypatch):
        monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
        assert "PYTHONDONTWRITEBYTECODE" not in bootstrap.environment()


@POSIX
class TestWarming:
    @pytest.fixture
    def warm(self, bootstrap, monkeypatch):
        """Warm with a fake tool; give what it was asked for and the store it was given."""
        (bootstrap.ROOT / "mmm_xl" / "inference").mkdir(parents=True)
        bootstrap.VENV.mkdir()
        seen = []

        def quietly(command, sentence, settings):
            seen.append((command[1:2], settings["MMM_XL_HOME"]))

        def run():
            seen.clear()
            bootstrap.warm()
            return list(seen)

        monkeypatch.setattr(bootstrap, "quietly", quietly)
        return run

    def test_the_example_runs_out_of_sight_and_only_once(self, warm):
        first = warm()
        assert [words for words, _ in first] == [["example"], ["run"]]
        assert not Path(first[0][1]).exists(), "the store of the trial run stays behind"
        assert warm() == []

    def test_changed_kernels_or_packages_are_compiled_again(self, warm, bootstrap):
        warm()
        (bootstrap.ROOT / "mmm_xl" / "inference" / "kernel.py").write_text("changed")
        assert len(warm()) == 2
        bootstrap.STAMP.write_text("changed")
        assert len(warm()) == 2

    def test_an_installation_that_cannot_run_is_not_called_warm(self, warm, bootstrap, monkeypatch):
        def fail(command, sentence, settings):
            raise bootstrap.SetupError(sentence)

        monkeypatch.setattr(bootstrap, "quietly", fail)
        for _ in range(2):
            with pytest.raises(bootstrap.SetupError, match="cannot run its worked example"):
                warm()


@POSIX
class TestJobs:
    @pytest.fixture
    def job(self, bootstrap, monkeypatch):
        """Run main with fake tools; give its status, the kinds set up and the commands."""
        kinds, commands = [], []

        def run(*words, status=0):
            def start(command):
                commands.append([Path(command[0]).name, *command[1:]])
                if "example" in command:
                    (bootstrap.ROOT / command[-1]).write_text("half")
                return status

            monkeypatch.setattr(bootstrap, "ensure", kinds.append)
            monkeypatch.setattr(bootstrap, "warm", lambda: None)
            monkeypatch.setattr(bootstrap, "start", start)
            return bootstrap.main(list(words)), kinds, commands

        return run

    def test_without_a_word_it_sets_up_and_says_how_to_start(self, job, capsys):
        assert job() == (0, ["run"], [])
        assert ".venv/bin/mmm-xl" in capsys.readouterr().out

    def test_test_hands_words_and_status_on(self, job):
        status, kinds, commands = job("test", "-k", "roi", status=5)
        assert (status, kinds) == (5, ["test"])
        assert commands == [
            ["python", "-m", "pytest", "-n", "2", "--dist", "worksteal", "-k", "roi"]
        ]

    def test_lint_runs_both_tools_whatever_the_first_says(self, job):
        status, kinds, commands = job("lint", status=1)
        assert (status, kinds) == (1, ["test"])
        assert commands == [["python", "-m", "ruff", "check"], ["python", "-m", "mypy"]]

    def test_demo_builds_runs_and_says_where(self, job, bootstrap, capsys):
        status, kinds, commands = job("demo")
        assert (status, kinds) == (0, ["run"])
        assert commands == [
            ["mmm-xl", "example", "demo/example.xlsx"],
            ["mmm-xl", "run", "demo/example.xlsx", "-o", "demo"],
        ]
        out = capsys.readouterr().out
        assert str(bootstrap.ROOT / "demo" / "example-results.xlsx") in out
        assert str(bootstrap.ROOT / "demo" / "example-report.docx") in out

    def test_demo_keeps_its_example(self, job, capsys):
        job("demo")
        commands = job("demo")[2]
        assert [command[1] for command in commands] == ["example", "run", "run"]
        assert "Keeping demo/example.xlsx" in capsys.readouterr().out

    def test_demo_that_fails_leaves_no_half_example(self, job, bootstrap, capsys):
        assert job("demo", status=3)[0] == 3
        assert not (bootstrap.ROOT / "demo" / "example.xlsx").exists()
        assert "Word report" not in capsys.readouterr().out

    @pytest.mark.parametrize(("word", "status"), [("frobnicate", 2), ("--help", 0)])
    def test_other_words_show_the_usage(self, job, capsys, word, status):
        assert job(word) == (status, [], [])
        assert "bootstrap.py demo" in capsys.readouterr().out

    def test_a_signal_becomes_a_shell_status(self, bootstrap):
        command = [sys.executable, "-c", "import os, signal; os.kill(os.getpid(), signal.SIGTERM)"]
        assert bootstrap.start(command) == 143
