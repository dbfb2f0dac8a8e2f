# The small job in R: a chapter for each cohort of a study, from one template, made into a book by bookdown.
#
# Rscript benchmarks/job/book.R STUDY FOLDER

arguments <- commandArgs(trailingOnly = TRUE)
study <- normalizePath(arguments[1])
folder <- arguments[2]
here <- dirname(normalizePath(sub("^--file=", "", grep("^--file=", commandArgs(), value = TRUE))))

dir.create(folder, recursive = TRUE, showWarnings = FALSE)
template <- readLines(file.path(here, "cohort.Rmd"))
for (cohort in sort(list.files(file.path(study, "data", "cohorts")))) {
  stated <- readLines(file.path(study, "data", "cohorts", cohort, "cohort.yml"))
  value <- function(name) sub(paste0("^", name, ": *"), "", grep(paste0("^", name, ":"), stated, value = TRUE)[1])
  chapter <- template
  for (name in c("title", "period")) chapter <- gsub(paste0("{{", name, "}}"), value(name), chapter, fixed = TRUE)
  chapter <- gsub("{{participants}}", file.path(study, "data", "cohorts", cohort, "participants.csv"), chapter, fixed = TRUE)
  writeLines(chapter, file.path(folder, paste0(cohort, ".Rmd")))
}
writeLines(c("---", "title: A made-up study", "site: bookdown::bookdown_site", "---", "", "# Cohorts {-}"), file.path(folder, "index.Rmd"))
setwd(folder)
bookdown::render_book("index.Rmd", "bookdown::gitbook", quiet = TRUE)
