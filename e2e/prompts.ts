/** One prompt per kind of task. */
export const prompts = {
  greeting: 'Hi there! How are you today?',
  coding: 'Write a Python function that reverses the words of a sentence and keeps the punctuation in place.',
  proof:
    'Prove that for every prime p > 3 the numerator of the harmonic sum 1 + 1/2 + ... + 1/(p-1) in lowest terms is ' +
    'divisible by p^2 (Wolstenholme). Then derive from it the congruence of the central binomial coefficient ' +
    '$\\binom{2p}{p} \\equiv 2 \\pmod{p^3}$, and justify every step rigorously.',
} as const;
