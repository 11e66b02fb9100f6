mod report;
mod syntax;
