import { modelWords } from '#domain/attribution/model-words.ts'
import { localDateOf } from '#domain/time.ts'
import { listModelsContract } from '../../contract/attribution.ts'
import { connectionRoute } from '../../route.ts'

export const listModels = connectionRoute(listModelsContract, async ({ scope: { connection, config, clock } }) => {
  const { attribution } = config
  const { by, minLeads, matureAfterDays } = attribution.comparison
  return {
    defaultModel: attribution.defaultModel,
    models: [...attribution.models, 'markov', 'shapley'].map((name) => modelWords(name, attribution)),
    currency: connection.currency,
    timeZone: connection.orgTimeZone,
    today: localDateOf(clock.now(), connection.orgTimeZone),
    lookbackDays: attribution.lookbackDays,
    excludedChannels: [...attribution.touches.excludeChannels],
    comparison: { by, minLeads, matureAfterDays },
  }
})
