import { Slider, Stack, Text } from '@mantine/core'
import { Panel } from '../../components/panel.tsx'
import { ProblemLines } from '../config-draft/problem-lines.tsx'
import { BUDGET } from './defaults.ts'
import { useSection } from './use-section.ts'
import classes from './sync-settings.module.css'

interface Budget {
  readonly hubspotDailyShare: number
  readonly salesforceDailyShare: number
}
/** How much of both platforms Tandem may use. */
export function LimitsPart() {
  const budget = useSection<Budget>(['budget'])
  const share = (key: keyof Budget, crm: string) => {
    const percent = Math.round((budget.section[key] ?? BUDGET[key]) * 100)
    return (
      <div>
        <Text size="sm" fw={500} id={`share-${key}`}>
          {crm}: {percent} % of the daily calls
        </Text>
        <Slider
          min={5}
          max={100}
          step={5}
          value={percent}
          disabled={budget.disabled}
          label={null}
          thumbLabel={`Share of the daily calls of ${crm}, in percent`}
          onChange={(value) => budget.put({ [key]: value / 100 })}
          mt={8}
        />
      </div>
    )
  }
  return (
    <Panel
      title="API limits"
      note="How much of each platform’s daily limit Tandem may use; the rest is for your other tools. Near its share it polls less often and lets backfills wait; leads for sales always go first."
    >
      <Stack gap="xl">
        <div className={classes['two']}>
          {share('hubspotDailyShare', 'HubSpot')}
          {share('salesforceDailyShare', 'Salesforce')}
        </div>
        <ProblemLines problems={budget.problems} />
      </Stack>
    </Panel>
  )
}
