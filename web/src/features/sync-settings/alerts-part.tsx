import { NumberInput, Stack } from '@mantine/core'
import { Panel } from '../../components/panel.tsx'
import { ProblemLines } from '../config-draft/problem-lines.tsx'
import { SectionText } from '../handover/section-text.tsx'
import { tidy } from '../handover/written.ts'
import { AlertRules } from './alert-rules.tsx'
import { AlertTexts } from './alert-texts.tsx'
import { ALERT_DEFAULTS, withoutChannel, type Alerts } from './alerts.ts'
import { Channels } from './channels.tsx'
import { useSection } from './use-section.ts'
import classes from './sync-settings.module.css'

/** Who is told of what, where, and in which words. */
export function AlertsPart() {
  const { section, put, disabled, problems } = useSection<Alerts>(['alerts'])
  const { channels = {}, rules = [], grouping = {} } = section
  const group = (patch: { [K in keyof Alerts['grouping']]?: Alerts['grouping'][K] | undefined }): void => {
    const next = tidy({ ...grouping, ...patch }) as Alerts['grouping']
    put({ grouping: Object.keys(next).length === 0 ? undefined : next })
  }
  return (
    <>
      <Channels
        channels={channels}
        disabled={disabled}
        onChange={(next, gone) =>
          put({
            channels: Object.keys(next).length === 0 ? undefined : next,
            ...(gone === undefined ? {} : { rules: withoutChannel(rules, gone) }),
          })
        }
      />
      <AlertRules
        rules={rules}
        channels={Object.keys(channels)}
        disabled={disabled}
        onChange={(next) => put({ rules: next.length === 0 ? undefined : next })}
      />
      <AlertTexts
        templates={section.templates ?? {}}
        disabled={disabled}
        onChange={(templates) => put({ templates })}
      />
      <Panel
        title="When there is much"
        note="More alerts for one channel within the window become one message with a list."
      >
        <Stack gap="md">
          <div className={classes['two']}>
            <NumberInput
              label="Window, in seconds"
              min={1}
              value={grouping.windowSeconds ?? ALERT_DEFAULTS.windowSeconds}
              disabled={disabled}
              onChange={(value) => group({ windowSeconds: Number(value) || undefined })}
            />
            <NumberInput
              label="Single messages at most"
              min={1}
              allowDecimal={false}
              value={grouping.most ?? ALERT_DEFAULTS.most}
              disabled={disabled}
              onChange={(value) => group({ most: Number(value) || undefined })}
            />
            <NumberInput
              label="Alerts are kept, in days"
              min={1}
              allowDecimal={false}
              value={section.keepDays ?? ALERT_DEFAULTS.keepDays}
              disabled={disabled}
              onChange={(value) => put({ keepDays: value === '' ? undefined : Number(value) })}
            />
          </div>
          <ProblemLines problems={problems} />
        </Stack>
        <SectionText path={['alerts']} name="Alerts" />
      </Panel>
    </>
  )
}
