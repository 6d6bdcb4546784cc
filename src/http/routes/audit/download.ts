import { downloadAuditContract } from '../../contract/audit.ts'
import { csvOfList } from '../../csv-of-list.ts'
import { fileNameOf } from '../../file-name.ts'
import { toInstantText } from '../../present/instants.ts'
import { listAudit } from './list.ts'

export const downloadAudit = csvOfList(listAudit, downloadAuditContract, {
  name: ({ now }) => fileNameOf('audit', toInstantText(now).slice(0, 10)),
  columns: {
    at: ({ at }) => at,
    who: ({ actor }) => actor?.name ?? null,
    kind: ({ actor }) => actor?.kind ?? null,
    connection: ({ connection }) => connection,
    action: ({ action }) => action,
    subject: ({ subject }) => subject,
    outcome: ({ outcome }) => outcome,
    details: ({ details }) => JSON.stringify(details),
  },
})
