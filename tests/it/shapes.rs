//! Short texts that make a slow or deep thing of a parser when they are repeated: for tests and for benchmarks.

/// None of them is KDL.
pub const KDL: &[&str] = &[
    "[", "(", "a [", "a(", "}", "a}", ";", "=", "a=", "/-", "\"\n", "#", "r#", "\\", "\"\"\"", "a=b=}",
    "-a=b{", "(a) ", "1e999 ",
];

/// Some of them are YAML.
pub const YAML: &[&str] = &[
    "\n",
    " ",
    "#",
    "# c\n",
    "a ",
    "a\n",
    "'",
    "''",
    "\"",
    "\\",
    ":",
    ": ",
    "a: b\n",
    "- a\n",
    "[],",
    "{},",
    "!",
    "%",
    "&",
    "*",
    "|\n",
    ">\n",
    "---\n",
    "...\n",
    "é",
    "\r",
    "\t",
    "{{",
    "x: {{ y }}\n",
    "'a\n",
    "? a\n",
    "&a b\n",
    "- &a x\n",
    "<<: {}\n",
];
