const PLACEHOLDERS: ReadonlySet<string> = new Set([
  'n/a',
  'none',
  'null',
  'nil',
  'test',
  'unknown',
  'undefined',
  'not provided',
  'not available',
  'not applicable',
  'select',
  'please select',
  'tbd',
  'xxx',
])

/**
 * Whether a value only fills a required box: "n/a", "-", "unknown", "000-000-0000", or blank. Such a value is missing, and is told apart
 * before anything is compared. "NA" is none: it is Namibia. Total: throws nothing.
 */
export function isPlaceholder(raw: string): boolean {
  const text = raw.trim().toLowerCase().replaceAll(/\s+/g, ' ')
  if (PLACEHOLDERS.has(text.replaceAll(/^[[(<\- ]+|[\])>.\- ]+$/g, ''))) return true
  // Nothing but punctuation, or one digit over and over.
  return !/[\p{L}\p{N}]/u.test(text) || /^\D*(\d)(?:\D*\1){4,}\D*$/.test(text)
}
