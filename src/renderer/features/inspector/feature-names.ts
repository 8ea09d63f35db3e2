/** Feature names in words. A name that is not here is shown as it is, with spaces. */
const WORDS: Record<string, string> = {
  topic: 'topic (embedding)',
  words: 'words and word pairs',
  embedding: 'topic (embedding)',
  log_prompt_tokens: 'prompt length',
  log_lines: 'lines',
  mean_word_chars: 'word length',
  ngram_entropy: 'trigram entropy',
  digit_share: 'digits',
  upper_share: 'capitals',
  punctuation_share: 'punctuation',
  non_ascii_share: 'non-ASCII',
  math_symbol_share: 'math symbols',
  has_code: 'code present',
  code_line_share: 'code lines',
  code_word_share: 'code words',
  has_math: 'math present',
  math_word_share: 'math words',
  log_question_marks: 'question marks',
  ends_with_question: 'ends with a question',
  log_option_lines: 'answer options',
  log_list_lines: 'list lines',
};

export function featureWords(name: string): string {
  return WORDS[name] ?? name.replaceAll('_', ' ');
}

/** Groups that stand for the whole embedding: no single dimension of it means anything. */
export function isTopic(group: string): boolean {
  return group === 'topic' || group === 'embedding';
}
