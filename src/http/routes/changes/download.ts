import { downloadChangesContract } from '../../contract/record-changes.ts'
import { csvOfList } from '../../csv-of-list.ts'
import { fileNameOf } from '../../file-name.ts'
import { toInstantText } from '../../present/instants.ts'
import { listChanges } from './list.ts'

/** A line for each field; what changed no field, such as a link that was made, has one of its own. */
export const downloadChanges = csvOfList(listChanges, downloadChangesContract, {
  name: ({ now }) => fileNameOf('changes', toInstantText(now).slice(0, 10)),
  each: (row) => (row.changes.length === 0 ? [null] : row.changes).map((change) => ({ row, change })),
  columns: {
    change: ({ row }) => row.seq,
    at: ({ row }) => row.at,
    side: ({ row }) => row.side,
    object: ({ row }) => row.object,
    recordId: ({ row }) => row.recordId,
    name: ({ row }) => row.name,
    action: ({ row }) => row.action,
    field: ({ change }) => change?.field ?? null,
    from: ({ change }) => change?.from ?? null,
    to: ({ change }) => change?.to ?? null,
    rule: ({ change }) => change?.rule ?? null,
    because: ({ change }) => change?.because ?? null,
    winner: ({ change }) => change?.winner ?? null,
    lostValue: ({ change }) => change?.lost?.value ?? null,
    cause: ({ row }) => row.cause,
    configVersion: ({ row }) => row.configVersion,
    author: ({ row }) => row.author,
  },
})
