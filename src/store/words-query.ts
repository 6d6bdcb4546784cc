/**
 * Text of a tsquery that finds every term by the beginning of a word, in any of its spellings: `('mul':* | 'muel':*) & ('ann':*)`.
 * In quotes a colon, an asterisk or a bar is plain text; only quotes and backslashes are doubled.
 * @param terms at least one, none without a spelling; empty spellings are left out, for `''` is no word.
 * @param by `whole`: a term is a whole word, and no beginning: `('mul' | 'muel') & ('ann')`.
 */
export const wordsQuery = (terms: readonly (readonly string[])[], by: 'beginning' | 'whole' = 'beginning'): string =>
  terms
    .map((spellings) => spellings.filter((term) => term !== '').map((term) => quoted(term) + SIGNS[by]))
    .filter((spellings) => spellings.length > 0)
    .map((spellings) => `(${spellings.join(' | ')})`)
    .join(' & ')

const SIGNS = { beginning: ':*', whole: '' } as const

const quoted = (term: string): string => `'${term.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`
