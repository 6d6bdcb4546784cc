import { userInfo } from './user-info.ts'
import type { SoapOperation } from './call.ts'
import { convertLeads } from './lead-conversion.ts'
import { element } from './envelope.ts'
import { createRecords, deleteRecords, updateRecords, upsertRecords } from './record-calls.ts'
import { emptyRecycleBin, mergeRecords, undeleteRecords } from './merge-and-bin.ts'

/** The calls of the partner API that this org answers. */
export const partnerOperations: Readonly<Record<string, SoapOperation>> = {
  convertLead: convertLeads,
  merge: mergeRecords,
  undelete: undeleteRecords,
  emptyRecycleBin,
  create: createRecords,
  update: updateRecords,
  upsert: upsertRecords,
  delete: deleteRecords,
  getServerTimestamp: ({ org }) => `<result><timestamp>${new Date(org.now()).toISOString()}</timestamp></result>`,
  getUserInfo({ org, userId }) {
    const elements = userInfo(org, userId).map(([name, value]) => element(name, value))
    return `<result>${elements.join('')}</result>`
  },
  logout({ org, token }) {
    org.sessions.delete(token)
    return ''
  },
}
