/** Why a provider of identities let nobody in, as people read it. Addresses hold the word, so that nobody else writes on our page. */
export const REFUSALS = {
  'not-confirmed': 'Your provider did not confirm your e-mail address.',
  'not-invited': 'Nobody invited this e-mail address to Tandem yet.',
  'not-set-up':
    'Nobody administers Tandem yet. Its first account is made by the link that the server printed when it started.',
  deactivated: 'Your account was deactivated.',
  'not-accepted': 'The answer of the provider was not accepted. Begin anew; if it stays, look at the log of Tandem.',
} as const
export type Refusal = keyof typeof REFUSALS

/** The word for a sentence of the above; whatever else was not accepted. */
export const refusalOf = (words: string | null): Refusal => {
  const found = Object.entries(REFUSALS).find(([, sentence]) => sentence === words)
  return (found?.[0] as Refusal | undefined) ?? 'not-accepted'
}

/** What to show for a word from an address; null: it is none of these. */
export const refusalWords = (word: string | null): string | null =>
  word !== null && Object.hasOwn(REFUSALS, word) ? REFUSALS[word as Refusal] : null
