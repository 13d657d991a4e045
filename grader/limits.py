"""Every number that limits something, on either side of the fence, each with its unit in its name.

A name that ends in no unit counts what it says: MAX_FILES is so many files. Numbers of statistics,
of rounding and of layout limit nothing, and stand where they are used. STAFF.md tells the remedies.
"""

from __future__ import annotations

from dataclasses import dataclass

# --- reading: what is taken in of what was handed in; STAFF.md tells what to do beyond it

#: one file, with whatever a notebook's cells have printed and drawn
MAX_FILE_BYTES = 48 << 20
#: all files of a folder together, those first that an assignment's file may be
MAX_TOTAL_BYTES = 128 << 20
#: files of a folder, and of an archive, those first that lie near its top
MAX_FILES = 2000
#: folders that are looked into: more are a disk, and not a submission
MAX_FOLDERS = 20_000
#: folders in folders: no program packs a submission deeper, and what walks them recurses
MAX_FOLDER_DEPTH = 100
#: all that the archives of a submission unpack to
MAX_UNPACKED_BYTES = 96 << 20
#: an archive may lie in another one
MAX_ARCHIVE_DEPTH = 2
#: a module's text, or that of a notebook's code cells, without their outputs
MAX_CODE_BYTES = 4 << 20
#: CPU seconds, and seconds in all, for top-level statements that no exercise needs
DEMO_SECONDS = 3.0
DEMO_WALL_SECONDS = 8.0
#: the same for those that an exercise does need, definitions and imports aside
NEEDED_SECONDS = 6.0
NEEDED_WALL_SECONDS = 16.0

# --- searching: how far the grader looks before it goes on with what it has

#: entries of a tar, which has no list of them: links and folders count as well
MAX_TAR_ENTRIES = 50 * MAX_FILES
#: files of any other name that are looked into for the exercises' functions
MAX_SEARCHED_FILES = 60
#: of a file's name: no system has longer ones, but an archive may, of digits without end
MAX_FILE_NAME_CHARACTERS = 300
#: the beginning of a file, by which its kind is told
KIND_BYTES = 4096
#: objects behind a function that are followed to find which exercises it uses
MAX_FOLLOWED_OBJECTS = 500
#: workers that one exercise may cost, so that a hang in one check leaves the others their points
MAX_LOST_WORKERS = 2
#: recursions without end in one check, each of which takes the time of a thousand calls
MAX_ENDLESS_RECURSIONS = 2
#: cases of one check whose truth is kept from one submission to the next
MAX_KEPT_CASES = 256
#: draws that the same workers of the solutions answer, of which each may answer so much in its life
SHARED_SOLUTIONS = 16
#: cases of a covering in which a submission is compared with the solution
COMPARED_CASES = 3
#: cases that shrinking may try on the live submission: a count, so that a result is reproducible
MAX_SHRINKING_CASES = 400
#: small cases that are tried where only a sweep has failed
MAX_SMALL_CASES = 150
#: formulas that fit what is solved for in each sample, tried on every entry of an answer
MAX_TRIED_FORMULAS = 24
#: parts of a program that are done wrong at once, in one explanation
MAX_WRONG_PARTS = 3
#: programs made of parts that are held against what was recorded
MAX_TRIED_ASSEMBLIES = 5000
#: evaluations of models that are asked for once more, to refute what was read
MAX_REFUTING_EVALUATIONS = 3000
#: entries that a constant is measured by, those that rounding moves least
MEASURED_ENTRIES = 25

# --- the staff's secret: what can neither be guessed nor tried

#: of a secret, and of what is drawn from it
LEAST_SECRET_BYTES = 16
#: different ones among its hexadecimal digits: a random secret has fewer once in 10^12
LEAST_SECRET_DIGITS = 6
MAX_SECRET_FILE_BYTES = 4096

# --- a whole class: what is found in a download, and how it is handed out

#: submissions of one run
MAX_CLASS_SUBMISSIONS = 2_000_000
#: what is written about submissions beside them
MAX_METADATA_BYTES = 256 << 20
#: a list of students
MAX_ROSTER_BYTES = 64 << 20
#: all that an archive of a class unpacks to, and its entries
MAX_CLASS_BYTES = 32 << 30
MAX_CLASS_ENTRIES = 2_000_000
#: when nbgrader says that something was handed in
MAX_TIMESTAMP_CHARACTERS = 40
#: what the files of a submission's reports are called: a file system takes 255 with the suffixes
MAX_REPORT_NAME_BYTES = 80
#: of a function that is quoted in a draft of an idea
MAX_FUNCTION_LINES = 60
#: submissions that are handed to a process at once, and their bytes
MAX_CHUNK_SUBMISSIONS = 25
MAX_CHUNK_BYTES = 32 << 20
#: of a submission that is slow: what waits behind it goes to another process
SLOW_SECONDS = 10.0
#: times that a chunk may end its process, before it is halved; a lone submission is then given up
MAX_CHUNK_DEATHS = 2
#: processes that end one after the other, none with a result: then it is not the submissions
MAX_IDLE_DEATHS = 8
#: until a cluster answers
CLUSTER_SECONDS = 20
#: chunks that wait at each worker of a cluster, beside the one under way
CHUNKS_AHEAD = 2
#: answers of one function that are kept, to see who made the same mistake
MAX_FINGERPRINT_NUMBERS = 96

# --- handing out

#: of a cell's id, which nbformat takes no longer ones of
MAX_CELL_NAME_CHARACTERS = 64

# --- a worker's means: what a submission may use, return and evaluate


@dataclass(frozen=True)
class Limits:
    """What a submission may use. Seconds are of CPU time unless they say wall."""

    load_seconds: float = 10.0
    call_seconds: float = 5.0
    #: instead, in a training of many iterations: a loop over the samples of a batch takes 7, and
    #: twice that on a busy machine
    training_seconds: float = 20.0
    call_wall_seconds: float = 30.0
    exercise_seconds: float = 12.0  # all calls but trainings of many iterations
    total_seconds: int = 100
    total_wall_seconds: float = 120.0
    memory_bytes: int = 1 << 30
    evaluations: int = 2048  # in one call: two for each of 1003 steps, as other methods take
    evaluations_in_all: int = 10_000  # by one function in one worker: the grader makes them
    answer_bytes: int = 64 << 20  # all that one worker returns and evaluates, which is kept

    @property
    def resident_bytes(self) -> int:
        """What a worker may hold in all, where nothing but our looking at it bounds its memory."""
        return 2 * self.memory_bytes


#: evaluations that any call may make; one that is given a larger whole number, twice that number
LEAST_EVALUATIONS = 100
#: times that a worker may tell the line which runs, in one call: ours looks 20 times at most
MAX_LINES_TOLD = 100

#: for comparing a variant with a solution, which is our own code and makes many calls in one
COMPARISON_LIMITS = Limits(call_seconds=10.0, total_seconds=3600)
#: of CPU time, in one call that looks where a sabotaged solution is wrong: the next one goes on
SEARCH_CALL_SECONDS = 1.0
#: threads of one worker: over what honest code starts, under what would be felt
MAX_THREADS = 64
#: the same where a worker has the user of the grader, whose other programs start some as well
MAX_SHARED_THREADS = 8 * MAX_THREADS
MAX_OPEN_FILES = 256
#: nested calls: a sampler may be recursive, with some helpers a step, and is asked for 1003
#: steps; a recursion without end still gets Python's error before the stack is used up
MAX_RECURSION = 5000
MAX_PENDING_SIGNALS = 64
#: descriptors of the grader that a worker closes, up to this number
MAX_DESCRIPTOR = 1 << 16
#: between the signal that the CPU time is over and the one that cannot be ignored
SIGNAL_GRACE_SECONDS = 2
#: CPU time of the process that is locked down to see what holds
PROBE_CPU_SECONDS = 60
#: for making a worker's root folder, where the machine may be busy: without it there is none
OWN_ROOT_SECONDS = 20

# --- the wire: what crosses between grader and worker

#: frames to a worker, which hold all that was handed in, and from it
MAX_REQUEST_BYTES = 160 << 20
MAX_REPLY_BYTES = 4 << 20
#: datagrams between grader and zygote, and the descriptors beside one
MAX_CONTROL_BYTES = 4096
MAX_CONTROL_DESCRIPTORS = 4
#: what the grader sends or receives at once
TRANSFER_BYTES = 1 << 18
#: what a worker reads at once: more has it ask the system for memory, which costs more than reading
READ_BYTES = 1 << 16
MAX_TEXT_CHARACTERS = 4000
MAX_NAME_CHARACTERS = 200
MAX_PATH_CHARACTERS = 8000
MAX_AXES = 8
#: axes of length zero count as one: such an array holds no bytes, and explodes under a reduction
MAX_ELEMENTS = 1 << 24
#: of a tensor that a worker returns: no exercise asks for as many, and all of a reply fits a frame
MAX_RETURNED_ELEMENTS = 1 << 18
MAX_RETURNED_ITEMS = 16
#: decorators of a function that are looked through
MAX_WRAPPED = 10
#: of an x that the grader is asked about: so many of float64 fit a frame, with their times
MAX_EVALUATED_ELEMENTS = 1 << 18
#: of what a network is asked while it is trained: how many, and the first x and t
MAX_ASKED_ARRAYS = 3
#: of what a network is asked while it is trained, the first samples, and the axes of one
MAX_ASKED_ROWS = 4096
MAX_ASKED_AXES = 64
#: of a model that a worker evaluates itself
MAX_FORMULA_TOKENS = 64
#: of a network that a worker builds: its input, hidden layers and output
MAX_LAYER_SIZES = 8
MAX_EXERCISES = 64
MAX_PARAMETERS = 32
#: the same where the signature is quoted, which is cut as a text is
MAX_PARAMETERS_TOLD = 256
#: the last position of an argument, in two digits
MAX_POSITION = 99
#: what one call changed in place, and the global generators that it used
MAX_CHANGES = 32
MAX_GENERATORS = 8
#: classes of an exception, and the student's own lines in its traceback
MAX_TYPES = 32
MAX_FRAMES = 8
MAX_NOTICES = 16
MAX_LAYERS = 8

# --- what is told: texts are cut to it, and lists end with it

#: why a file or an exercise was not read, what to do about it, and notices
MAX_PROBLEM_CHARACTERS = 500
#: how a worker was lost, why a file was left aside
MAX_REASON_CHARACTERS = 300
#: an exception's message and what else is known of its cause, as the worker sends them
MAX_MESSAGE_CHARACTERS = 1500
MAX_CAUSE_CHARACTERS = 1000
#: the first line of a message, where it follows the name of the exception
MAX_FIRST_LINE_CHARACTERS = 200
#: any one text of a report, and a line where one is wanted: beyond what all others come to
MAX_REPORTED_CHARACTERS = 8000
MAX_REPORTED_LINE_CHARACTERS = 2000
#: a line of code that is quoted in a sentence
MAX_QUOTED_CHARACTERS = 80
#: a returned string, as it crosses and as it is shown
MAX_STRING_CHARACTERS = 200
MAX_SHOWN_CHARACTERS = 400
#: what is read back of answers: two lines of a terminal, or nothing
MAX_READING_CHARACTERS = 200
#: entries of an array that is printed whole
MAX_SHOWN_ELEMENTS = 64
#: a line of a traceback: file and cell, function, code
MAX_PLACE_CHARACTERS = 80
MAX_FUNCTION_CHARACTERS = 40
MAX_SOURCE_CHARACTERS = 100
#: of what one call printed
MAX_PRINTED_CHARACTERS = 1500
MAX_PRINTED_LINES = 10
#: why two programs of an audit differ
MAX_DIFFERENCE_CHARACTERS = 100
#: lines of a traceback, the innermost ones
MAX_FRAMES_TOLD = 3
#: notices about one file, to which loading once more adds one
MAX_NOTICES_TOLD = 12
#: files with what became of them
MAX_FILES_TOLD = 8000
#: files that did not count, a notice for each; the rest is only counted
MAX_ASIDE_TOLD = 4
#: files that did not count, in one line where there is nothing else
MAX_ASIDE_LISTED = 3
#: paths in a sentence, and in the line of a report
MAX_PATHS_LISTED = 4
MAX_PATHS_REPORTED = 8
#: what GitHub shows of a step: its summary, and annotations of a kind
MAX_SUMMARY_BYTES = 1 << 20
MAX_ANNOTATIONS = 10

# --- waiting: our own time-outs and clocks

#: a worker tells the line that runs at this part of each time limit, and looks at the time so often
TOLD_AT = 0.8
LOOKED_AT = 0.1
#: torch is imported before the first answer, on a machine that may be busy
IMPORT_SECONDS = 300.0
ZYGOTE_ANSWER_SECONDS = 30.0
ZYGOTE_CLOSE_SECONDS = 5.0
PROBE_WALL_SECONDS = 60.0
#: between two looks at a worker's clocks and memory
WATCH_SECONDS = 0.05
#: a closed socket comes a moment before the exit that it is part of
EXIT_GRACE_SECONDS = 0.3
#: what is left for a statement whose time is over: a clock set to 0 would never ring
LEAST_ALARM_SECONDS = 0.01
#: a clock rings again so often where what it raised was swallowed
ALARM_AGAIN_SECONDS = 0.25
