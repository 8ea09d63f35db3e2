/**
 * Words that say what a prompt is about, as single WordPiece tokens. Used as shares of the tokens of a prompt; the
 * meaning beyond them is the embedding's business.
 */
export const CODE_WORDS: readonly string[] = (
  'algorithm api array arrays async backend binary bug bugs bytes cache class classes client code codes coding command ' +
  'commit compile compiler computer css data database debug def docker error exception file files framework frontend ' +
  'function functions git html http https implement input int integer interface java javascript json kernel keyword ' +
  'lambda library linux list lists linked loop method methods module null object objects output package parameter ' +
  'parse php program programming python query recursive redis regex repository return returns rust script server shell ' +
  'software sort sql stack string strings struct syntax table test tests thread tree type types unix url variable ' +
  'variables void web xml yaml'
).split(' ');

export const MATH_WORDS: readonly string[] = (
  'algebra angle angles area arithmetic axiom calculate calculus circle coefficient coefficients combinatorial compute ' +
  'congruent conjecture constant continuous convergence converges convex coordinates cosine cubic denominator density ' +
  'derivative determinant diagonal diameter differential digit digits dimension dimensional distinct distribution ' +
  'divided divides divisible divisor eigen ellipse equation equations equilateral euclidean evaluate exponential ' +
  'expression factor factorial finite formula fraction function functions geometric geometry graph group groups ' +
  'hypotenuse inequality infinite infinity integer integers integral integrals interior inverse kernel lemma limit ' +
  'linear logarithm magnitude manifold mathematical matrix matrices maximum mean minimum modulo multiple multiply ' +
  'negative nonzero odd optimal orthogonal parallel parallelogram permutation perpendicular plane point points ' +
  'polygon polynomial polynomials positive prime primes probability product proof proofs proportional prove proven ' +
  'quadratic quotient radius random ratio rational rectangle remainder ring roots scalar sequence series set sets ' +
  'slope solve sphere square squares subset sum symmetric tangent tensor theorem theorems theory topology triangle ' +
  'triangles trigonometric unique variable variance vector vectors vertex vertices volume'
).split(' ');
