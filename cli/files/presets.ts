import { onlineRetailRows } from './online-retail';
import type { RowKind } from './row-kind';
import type { EventRecord } from './types';

/** Exports that are known by name: their columns, and what in them is not a sale. */
export const presets = {
  'online-retail': onlineRetailRows,
} as const satisfies Record<string, RowKind<EventRecord>>;

export type PresetName = keyof typeof presets;

export const presetNames = Object.keys(presets) as PresetName[]; // the keys of a literal are its type's keys
