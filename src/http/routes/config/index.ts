import type { ApiRoute } from '../../route.ts'
import { checkConfigDocument, readConfigSchema } from './check.ts'
import {
  countValues,
  readConfigCatalogue,
  readPairFigures,
  readPairSchemas,
  readValueCoverage,
  tryOneMap,
} from './look-up.ts'
import { cancelConfigPreview, readConfigPreview, startConfigPreview } from './preview.ts'
import { rollBackConfig, saveConfig } from './save.ts'
import { readConfigWebhooks } from './webhooks.ts'
import { diffConfigDraft, diffConfigVersions, listConfigVersions, readConfig, readConfigVersion } from './versions.ts'

export const CONFIG_ROUTES: readonly ApiRoute[] = [
  readConfig,
  listConfigVersions,
  readConfigVersion,
  diffConfigVersions,
  diffConfigDraft,
  checkConfigDocument,
  saveConfig,
  rollBackConfig,
  startConfigPreview,
  readConfigPreview,
  cancelConfigPreview,
  readConfigCatalogue,
  readPairFigures,
  readPairSchemas,
  readValueCoverage,
  countValues,
  tryOneMap,
  readConfigSchema,
  readConfigWebhooks,
]
