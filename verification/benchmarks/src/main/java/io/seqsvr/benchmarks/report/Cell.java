package io.seqsvr.benchmarks.report;

/**
 * What is measured.
 *
 * @param workload what its figures are compared within
 * @param contender whose figures they are
 */
public record Cell(Workload workload, String contender) {}
