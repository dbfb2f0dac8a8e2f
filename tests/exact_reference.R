# Reference values for the tests of cohortbook.exact, made with base R 4.2.2 (Debian 12): Rscript tests/exact_reference.R
show <- function(name, ...) cat(name, format(c(...), digits = 12), "\n")
show("clopper-pearson 14 of 18", binom.test(14, 18)$conf.int)
show("exact p of 14 of 18 against 0.83", binom.test(14, 18, 0.83)$p.value)
show("wilson 14 of 18", prop.test(14, 18, correct = FALSE)$conf.int)
show("fisher 5 of 7, 9 of 11", fisher.test(matrix(c(5, 2, 9, 2), 2))$p.value)
show("fisher 1 of 7, 9 of 11", fisher.test(matrix(c(1, 6, 9, 2), 2))$p.value)
show("fisher 2 by 4", fisher.test(matrix(c(3, 2, 1, 1, 2, 4, 3, 2), nrow = 2, byrow = TRUE))$p.value)
show("fisher 3 by 5", fisher.test(matrix(c(3, 2, 4, 5, 1, 2, 4, 6, 2, 7, 1, 5, 3, 3, 3), nrow = 3, byrow = TRUE), workspace = 2e7)$p.value)
show("fisher 3 by 3", fisher.test(matrix(c(6, 1, 0, 0, 5, 2, 1, 1, 4), nrow = 3, byrow = TRUE))$p.value)
show("holm", p.adjust(c(.01, .04, .03, .005), "holm"))
w <- wilcox.test(c(1.5, 2, 8, 9.25), c(3, 4, 5, 10, 11), exact = TRUE, conf.int = TRUE)
show("rank sum p, shift, interval", w$p.value, w$estimate, w$conf.int)
w <- wilcox.test(c(1, 2, 4, 8, 16, 32, 64), c(3, 5, 6, 7, 9, 10, 11, 12, 13, 14, 15), exact = TRUE, conf.int = TRUE)
show("rank sum p, shift, interval", w$p.value, w$estimate, w$conf.int)
show("hypergeometric 5 of 18 with 4 hits", dhyper(0:5, 4, 14, 5))
# The trend test is that of the package coin 1.4-2 (Debian: r-cran-coin), by permutation of the scores of hits and others.
if (requireNamespace("coin", quietly = TRUE)) {
  trend <- function(counts, sizes, scores) {
    is_hit <- factor(rep(c(1, 0), c(sum(counts), sum(sizes - counts))))
    own <- c(rep(scores, counts), rep(scores, sizes - counts))
    as.numeric(coin::pvalue(coin::independence_test(own ~ is_hit, distribution = coin::exact())))
  }
  show("trend, four cohorts", trend(c(2, 5, 1, 4), c(4, 5, 3, 9), c(2030, 2031, 2032, 2035)))
  show("trend, pain by dose", trend(c(6, 7, 9, 14, 23), c(32, 33, 32, 32, 32), 0:4))
}
