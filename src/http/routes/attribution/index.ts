import type { ApiRoute } from '../../route.ts'
import { importCostsRoute } from '../costs/import.ts'
import { downloadCosts, listCostsRoute } from '../costs/list.ts'
import { listCostVersions } from '../costs/versions.ts'
import { importTouchesRoute } from '../touches/import.ts'
import { listNewestTouches, listTouchesRoute } from '../touches/list.ts'
import { listCampaignDeals } from './campaign-deals.ts'
import { listCampaignLeads } from './campaign-leads.ts'
import { downloadDeal, readDeal, searchDealsRoute } from './deals.ts'
import { downloadCampaignDeals, downloadCampaignLeads } from './downloads.ts'
import { listModels } from './models.ts'
import { readReconcile } from './reconcile.ts'
import { downloadReport, readReport } from './report.ts'
import { downloadTrend, readTrend } from './trend.ts'

export const ATTRIBUTION_ROUTES: readonly ApiRoute[] = [
  listModels,
  readReport,
  downloadReport,
  readTrend,
  downloadTrend,
  listCampaignDeals,
  downloadCampaignDeals,
  listCampaignLeads,
  downloadCampaignLeads,
  searchDealsRoute,
  readDeal,
  downloadDeal,
  readReconcile,
  listCostsRoute,
  downloadCosts,
  listCostVersions,
  importCostsRoute,
  listTouchesRoute,
  listNewestTouches,
  importTouchesRoute,
]
