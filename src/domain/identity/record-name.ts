import type { Base } from './link.ts'
import { titleOf } from './search-text.ts'

/**
 * What a record is called where one word has to do: its name, else its address, else the company or domain it is known by. Every list
 * that names records calls them so. @returns null: nothing of that is known.
 */
export function recordName(base: Base): string | null {
  const { name, email, company } = titleOf(base)
  return name ?? email ?? company
}
