import * as z from 'zod'
import { configDocument, type ConfigDocument } from '#http/contract/config.ts'

/** A document that somebody works on, and the version that it was made from. */
export interface StoredDraft {
  readonly from: number
  readonly base: ConfigDocument
  readonly document: ConfigDocument
}

const stored = z.object({ from: z.int(), base: configDocument, document: configDocument })
const keyOf = (place: string): string => `tandem.draft.${place}`

/** Whose draft of which connection: on a shared computer nobody saves a colleague's changes under his own name. */
export const placeOf = (who: string, connection: string): string => `${encodeURIComponent(who)}.${connection}`

/** Drafts live in the browser, one for each person and connection; every part of the page sees the same one, and other tabs as well. */
const drafts = new Map<string, StoredDraft | null>()
const listeners = new Set<() => void>()

export function readDraft(place: string): StoredDraft | null {
  const known = drafts.get(place)
  if (known !== undefined) return known
  const read = fromText(storage()?.getItem(keyOf(place)) ?? null)
  drafts.set(place, read)
  return read
}

export function keepDraft(place: string, draft: StoredDraft | null): void {
  drafts.set(place, draft)
  try {
    if (draft === null) storage()?.removeItem(keyOf(place))
    else storage()?.setItem(keyOf(place), JSON.stringify(draft))
  } catch {
    // A full or forbidden storage: the draft lives as long as the page.
  }
  for (const tell of listeners) tell()
}

export function onDraft(tell: () => void): () => void {
  const fromOtherTab = (event: StorageEvent): void => {
    if (event.key?.startsWith('tandem.draft.') !== true) return
    drafts.delete(event.key.slice('tandem.draft.'.length))
    tell()
  }
  listeners.add(tell)
  window.addEventListener('storage', fromOtherTab)
  return () => {
    listeners.delete(tell)
    window.removeEventListener('storage', fromOtherTab)
  }
}

function storage(): Storage | null {
  try {
    return window.localStorage
  } catch {
    return null
  }
}

function fromText(text: string | null): StoredDraft | null {
  if (text === null) return null
  try {
    return stored.parse(JSON.parse(text))
  } catch {
    return null
  }
}
