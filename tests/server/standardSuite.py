"""Jupyter's own test suite for kernels, with a sample for every test, so that none is skipped."""

import unittest

import jupyter_kernel_test


class GradbookKernel(jupyter_kernel_test.KernelTests):
    kernel_name = "gradbook"
    language_name = "typescript"
    file_extension = ".ts"
    code_hello_world = "console.log('hello, world')"
    code_stderr = "console.error('an error')"
    completion_samples = [{"text": "Math.sq", "matches": {"sqrt"}}]
    complete_code_samples = ["const a = 1", "function f() {}", "await 1"]
    incomplete_code_samples = ["function f() {", "const a =", "[1,", "`text"]
    invalid_code_samples = ["let 1a ="]
    code_page_something = "Math.sqrt?"
    code_generate_error = "throw new Error('wrong')"
    code_execute_result = [{"code": "6*7", "result": "42"}, {"code": "'text'", "result": "'text'"}]
    code_display_data = [{"code": "display({ 'image/png': '' }, { raw: true });", "mime": "image/png"}]
    code_history_pattern = "6*"
    supported_history_operations = ("tail", "range", "search")
    code_inspect_sample = "Math.sqrt"
    code_clear_output = "clearOutput()"


class Result(unittest.TextTestResult):
    """A skip, of a subtest too, is a failure: it would hide a missing sample."""

    def addSkip(self, test, reason):
        self.addFailure(test, (AssertionError, AssertionError(f"skipped: {reason}"), None))


if __name__ == "__main__":
    unittest.main(testRunner=unittest.TextTestRunner(resultclass=Result, verbosity=2))
