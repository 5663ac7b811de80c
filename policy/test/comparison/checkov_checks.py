"""Failed checks of Checkov for each folder: python checkov_checks.py FOLDER, which has one folder with main.tf a case.

Prints a JSON object: by the name of the folder, "<check> <resource>" of each failed check.
"""

import json
import logging
import os
import sys

logging.disable(logging.CRITICAL)

from checkov.common.util.banner import banner  # noqa: F401,E402  registers the runners
from checkov.runner_filter import RunnerFilter  # noqa: E402
from checkov.terraform.checks.utils.base_cloudsplaining_iam_scanner import (  # noqa: E402
    BaseTerraformCloudsplainingIAMScanner,
)
from checkov.terraform.runner import Runner  # noqa: E402

found = {}
for name in sorted(os.listdir(sys.argv[1])):
    folder = os.path.join(sys.argv[1], name)
    # It keeps documents by the name of the resource, which is the same in many cases.
    BaseTerraformCloudsplainingIAMScanner.policy_document_cache.clear()
    report = Runner().run(root_folder=folder, runner_filter=RunnerFilter(framework=["terraform"]))
    found[name] = sorted({f"{check.check_id} {check.resource}" for check in report.failed_checks})
print(json.dumps(found))
