import { Skeleton, Stack } from '@mantine/core'
import { ATTRIBUTION_MODELS } from '#http/contract/campaigns.ts'
import { AlertIcon } from '../../components/icons.tsx'
import { Panel } from '../../components/panel.tsx'
import { ProblemNotice } from '../../components/problem-notice.tsx'
import { useSearchParam } from '../../url/use-search-param.ts'
import { CampaignBubbles } from './campaign-bubbles.tsx'
import { CampaignTable } from './campaign-table.tsx'
import classes from './campaigns-panel.module.css'
import { MODEL_WORDS, ModelPicker } from './model-picker.tsx'
import { useCampaigns } from './queries.ts'

/** What leads cost against what they brought, by campaign. */
export function CampaignsPanel() {
  const [model, setModel] = useSearchParam('model', ATTRIBUTION_MODELS)
  const { data, error, refetch, isPlaceholderData } = useCampaigns(model)
  return (
    <Panel
      title="What leads cost, and what they brought"
      note={`Revenue closed so far. ${MODEL_WORDS[model].meaning}`}
      actions={<ModelPicker model={model} onChange={setModel} />}
    >
      <Stack gap="md">
        {error === null ? null : <ProblemNotice error={error} onRetry={() => void refetch()} />}
        {data === undefined ? (
          error === null ? (
            <Stack gap="sm" aria-busy="true" aria-label="Loading campaigns">
              <Skeleton height={360} />
              <Skeleton height={200} />
            </Stack>
          ) : null
        ) : data.rows.length === 0 ? (
          <p className={classes['none']}>
            No campaign is known yet. Campaigns and their spend are read from HubSpot; create one there, or give the
            token the scope <code>marketing.campaigns.read</code>.
          </p>
        ) : (
          <div className={classes['figures']} data-stale={isPlaceholderData || undefined}>
            <CampaignBubbles table={data} />
            <CampaignTable table={data} />
            {data.rows.some((row) => row.flag !== null) ? <FlagMeaning /> : null}
          </div>
        )}
      </Stack>
    </Panel>
  )
}

function FlagMeaning() {
  return (
    <p className={classes['explain']}>
      <span className={classes['sign']}>
        <AlertIcon size={15} />
      </span>
      <span>
        <strong>Cheap but barren:</strong> the cost per lead is in the lowest third, and each unit of spend brings less
        than a quarter of what is usual among your campaigns. The low price is no bargain. Campaigns with fewer than 20
        leads are not judged.
      </span>
    </p>
  )
}
