import type { ChangeSource, CrmRecord, PipelineStage } from '../state.ts'
import { isoInstant } from '../time.ts'
import type { Portal } from './portal.ts'
import { setValue } from './record.ts'

const calculated: ChangeSource = { type: 'CALCULATED', id: 'DealCalculatedProperties' }

/** Fills what HubSpot works out on a deal: https://knowledge.hubspot.com/properties/hubspots-default-deal-properties */
export function calculateDeal(portal: Portal, deal: CrmRecord, at: number, isNew: boolean): string[] {
  const touched: string[] = []
  const set = (name: string, value: string) => {
    if (isNew) {
      if (value !== '') deal.values[name] = value
    } else if (setValue(deal, name, value, at, calculated)) touched.push(name)
  }
  const stage = stageOf(portal, deal)
  const isClosed = stage?.metadata['isClosed'] === 'true'
  const isWon = isClosed && Number(stage?.metadata['probability']) === 1
  const amount = deal.values['amount'] ?? ''
  const isHome = (deal.values['deal_currency_code'] ?? portal.state.currency) === portal.state.currency
  if (isClosed && deal.values['closedate'] === undefined && portal.settings.closeDateOnClose === 'set') {
    set('closedate', isoInstant(at))
  }
  set('hs_is_closed', String(isClosed))
  set('hs_is_closed_won', String(isWon))
  set('hs_is_closed_lost', String(isClosed && !isWon))
  set('hs_deal_stage_probability', stage?.metadata['probability'] ?? '')
  set('amount_in_home_currency', isHome ? amount : '')
  set('hs_closed_amount', isWon ? amount || '0' : '0')
  set('hs_closed_amount_in_home_currency', isWon && isHome ? amount || '0' : '0')
  return touched
}

export function isWon(deal: CrmRecord): boolean {
  return deal.values['hs_is_closed_won'] === 'true'
}

function stageOf(portal: Portal, deal: CrmRecord): PipelineStage | undefined {
  const pipelines = portal.state.pipelines['deals'] ?? []
  const pipeline = pipelines.find(({ id }) => id === (deal.values['pipeline'] ?? 'default'))
  return pipeline?.stages.find(({ id }) => id === deal.values['dealstage'])
}
