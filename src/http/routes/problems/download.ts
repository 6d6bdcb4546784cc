import { downloadParkedContract } from '../../contract/problems.ts'
import { csvOfList } from '../../csv-of-list.ts'
import { fileNameOf } from '../../file-name.ts'
import { toInstantText } from '../../present/instants.ts'
import { listParked } from './list.ts'

export const downloadParked = csvOfList(listParked, downloadParkedContract, {
  name: ({ query, now }) => fileNameOf('problems', query.code, toInstantText(now).slice(0, 10)),
  columns: {
    side: ({ side }) => side,
    object: ({ object }) => object,
    recordId: ({ recordId }) => recordId,
    name: ({ name }) => name,
    code: ({ code }) => code,
    problem: ({ title }) => title,
    message: ({ message }) => message,
    remedy: ({ remedy }) => remedy,
    parkedSince: ({ firstAt }) => firstAt,
    parkedLast: ({ at }) => at,
    retriedAt: ({ retriedAt }) => retriedAt,
    triedAgain: ({ isWaiting }) => isWaiting,
  },
})
