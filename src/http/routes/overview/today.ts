import { readToday as read } from '#app/read-today.ts'
import { readTodayContract } from '../../contract/today.ts'
import { toInstantText, toInstantTextOrNull } from '../../present/instants.ts'
import { connectionRoute } from '../../route.ts'

export const readToday = connectionRoute(readTodayContract, async ({ scope }) => {
  const { config, inbox, generatedAt, ...today } = await read(scope)
  return {
    ...today,
    generatedAt: toInstantText(generatedAt),
    inbox: { ...inbox, oldestAt: toInstantTextOrNull(inbox.oldestAt) },
    config:
      config === null
        ? null
        : {
            version: config.version,
            author: config.author,
            at: toInstantText(config.createdAt),
            comment: config.comment,
          },
  }
})
