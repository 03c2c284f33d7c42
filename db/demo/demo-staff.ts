/** Who works at the demo's cinema. Their PINs are printed at the start: they protect nothing. */
export interface DemoStaff {
  name: string;
  role: 'cashier' | 'usher' | 'manager';
  pin: string;
}

export const demoStaff: readonly DemoStaff[] = [
  { name: 'Casey (cashier)', role: 'cashier', pin: '135790' },
  { name: 'Robin (cashier)', role: 'cashier', pin: '246802' },
  { name: 'Uma (usher)', role: 'usher', pin: '975310' },
  { name: 'Morgan (manager)', role: 'manager', pin: '864209' },
];

/** Who logs in to the demo's dashboard. Printed at the start like the PINs, and as little of a secret. */
export const demoManager = { name: 'Morgan Reyes', phone: '+15550100', password: 'lights-down-please' } as const;
