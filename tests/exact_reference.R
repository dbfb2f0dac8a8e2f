# Reference values for the tests of cohortbook.exact, kept in exact_reference.txt: Rscript tests/exact_reference.R > tests/exact_reference.txt
# Made with R 4.2.2 and coin 1.4-2 as Debian 12 has them (r-base-core, r-cran-coin); the first line of the text says which R it was.
show <- function(name, ...) cat(name, ": ", paste(format(c(...), digits = 12, trim = TRUE), collapse = " "), "\n", sep = "")
cat(R.version.string, "\n", sep = "")
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
show("rank sum of 4 and 5: p, shift, interval", w$p.value, w$estimate, w$conf.int)
w <- wilcox.test(c(1, 2, 4, 8, 16, 32, 64), c(3, 5, 6, 7, 9, 10, 11, 12, 13, 14, 15), exact = TRUE, conf.int = TRUE)
show("rank sum of 7 and 11: p, shift, interval", w$p.value, w$estimate, w$conf.int)
show("hypergeometric 5 of 18 with 4 hits", dhyper(0:5, 4, 14, 5))
show("jeffreys 3 of 7", qbeta(c(.025, .975), 3.5, 4.5))
# Blaker's, by the function in his paper (2000, page 793): shares whose acceptability is more than 0.05, to a millionth.
acceptability <- function(x, n, p) {
  above <- 1 - pbinom(x - 1, n, p); below <- pbinom(x, n, p)
  a1 <- above + pbinom(qbinom(above, n, p) - 1, n, p); a2 <- below + 1 - pbinom(qbinom(1 - below, n, p), n, p)
  pmin(a1, a2, 1)
}
for (n in c(7, 11, 18)) for (x in c(1, n %/% 2, n - 2)) {
  shares <- seq(1e-6, 1 - 1e-6, by = 1e-6)
  show(sprintf("blaker %d of %d", x, n), range(shares[acceptability(x, n, shares) > 0.05]))
}
for (x in c(0, 3, 6, 9, 11)) show(sprintf("exact p of %d of 11 against 0.829", x), binom.test(x, 11, 0.829)$p.value)
show("beta-binomial 3 of 5 after 14 of 18, uniform", choose(5, 3) * beta(15 + 3, 5 + 2) / beta(15, 5))
show("power at 0.515 of 17 against 0.829", pbinom(10, 17, 0.515))
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
