// What the parts of a date are called, what stands in an empty one, how far Page keys go, and which keys lead on.

import { m } from '../../../../shared/messages/messages.js'
import type { PartName } from './moment'

/** As they are read out. */
export const NAMES: Readonly<Record<PartName, () => string>> = {
  year: m.field_year,
  month: m.field_month,
  day: m.field_day,
  hour: m.field_hour,
  minute: m.field_minute,
  half: m.field_half,
}

const DASHES = (): string => '––'

/** As they are seen while they are empty. */
export const HINTS: Readonly<Record<PartName, () => string>> = {
  year: m.field_year_hint,
  month: m.field_month_hint,
  day: m.field_day_hint,
  hour: DASHES,
  minute: DASHES,
  half: DASHES,
}

/** By how much Page Up and Page Down go. */
export const PAGES: Readonly<Record<PartName, number>> = {
  ...{ year: 5, month: 2, day: 7 },
  ...{ hour: 2, minute: 15, half: 1 },
}

/** Typed between the parts, they lead to the next one. */
export const SEPARATORS = '/-.,:; 年月日时分'
