import { useCallback, useMemo, useSyncExternalStore } from 'react'
import { readConfigContract, type ConfigDocument } from '#http/contract/config.ts'
import { useRead } from '../../api/use-api.ts'
import { useConnection } from '../../shell/use-connection.ts'
import { useMay, useSession } from '../../shell/use-session.ts'
import { keepDraft, onDraft, placeOf, readDraft } from './draft-store.ts'
import { partAt, sameJson, withPart } from './json.ts'
import { mergeOnTop } from './merge.ts'

export type Path = readonly (string | number)[]

export interface Draft {
  /** Whose draft of which connection. */
  readonly place: string
  /** What is edited: the version in force until something is changed. */
  readonly document: ConfigDocument
  /** The version it was made from. */
  readonly from: number
  readonly isChanged: boolean
  /** Whether the reader may change it at all; without that pages show the same without controls. */
  readonly mayEdit: boolean
  /** The version in force now. It is another than `from` when somebody saved meanwhile. */
  readonly inForce: {
    readonly version: number
    readonly author: string
    readonly comment: string
    readonly savedAt: string
  }
  readonly isOvertaken: boolean
  /** A newer version that the server cannot use; null: none. */
  readonly unused: { readonly version: number; readonly author: string; readonly why: string } | null
  readonly edit: (change: (document: ConfigDocument) => ConfigDocument) => void
  /** Sets the part at a path; `undefined` takes it out. */
  readonly set: (path: Path, part: unknown) => void
  readonly at: (path: Path) => unknown
  readonly discard: () => void
  /** Puts the changes on top of the version in force. @returns paths that both changed; mine was kept there. */
  readonly rebase: () => readonly string[]
}

interface Loading {
  readonly draft: Draft | null
  readonly error: Error | null
  readonly retry: () => void
}

/** The draft of the connection's configuration; null until the version in force was read. */
export function useDraft(): Loading {
  const connection = useConnection()
  const { data: session } = useSession()
  const place = placeOf(session === undefined ? '' : `${session.kind} ${session.id}`, connection)
  const mayEdit = useMay('configure')
  const query = useRead(readConfigContract)
  const kept = useSyncExternalStore(onDraft, () => readDraft(place))
  const current = query.data
  const edit = useCallback<Draft['edit']>(
    (change) => {
      if (current === undefined) return
      const before = readDraft(place) ?? {
        from: current.version,
        base: current.document,
        document: current.document,
      }
      const document = change(before.document)
      // Back to what it was: nothing is left to save.
      keepDraft(place, sameJson(document, before.base) ? null : { ...before, document })
    },
    [place, current],
  )
  const draft = useMemo<Draft | null>(() => {
    if (current === undefined) return null
    const document = kept?.document ?? current.document
    const { version, author, comment, savedAt } = current
    return {
      place,
      document,
      from: kept?.from ?? version,
      isChanged: kept !== null,
      mayEdit,
      inForce: { version, author, comment, savedAt },
      isOvertaken: kept !== null && kept.from !== version,
      unused: current.unused,
      edit,
      set: (path, part) => edit((all) => withPart(all, path, part)),
      at: (path) => partAt(document, path),
      discard: () => keepDraft(place, null),
      rebase: () => {
        if (kept === null) return []
        const merged = mergeOnTop(kept.base, kept.document, current.document)
        const next = merged.document as ConfigDocument
        const isSame = sameJson(next, current.document)
        keepDraft(place, isSame ? null : { from: version, base: current.document, document: next })
        return merged.both
      },
    }
  }, [place, current, edit, kept, mayEdit])
  return { draft, error: query.error, retry: () => void query.refetch() }
}
