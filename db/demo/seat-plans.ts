/**
 * Seat plans of the demo cinema, drawn as an architect sees them: the screen is above the first line. One character is one
 * seat width: s standard, v VIP, w wheelchair, c companion, a dot nobody's place. An empty line is a cross-aisle.
 */
export interface VenuePlan {
  name: string;
  category: string;
  information: string;
  plan: string;
}

export const venuePlans: readonly VenuePlan[] = [
  {
    name: 'Grand Hall',
    category: 'Dolby',
    information: 'The old house of 1927: stalls and a raised rear block behind the cross-aisle, Dolby sound.',
    plan: `
....sssss.ssssssssssssss.sssss
...ssssss.ssssssssssssss.ssssss
...ssssss.ssssssssssssss.ssssss
..sssssss.ssssssssssssss.sssssss
..sssssss.ssssssssssssss.sssssss
.ssssssss.ssssssssssssss.ssssssss
.ssssssss.ssssssssssssss.ssssssss
.ssssssss.ssssssssssssss.ssssssss

.sssssscw.wcsssssssssscw.wcssssss
.ssssssss.ssssssssssssss.ssssssss
sssssssss.vvvvvvvvvvvvvv.sssssssss
sssssssss.vvvvvvvvvvvvvv.sssssssss
sssssssss.ssssssssssssss.sssssssss
sssssssss.ssssssssssssss.sssssssss
sssssssss.ssssssssssssss.sssssssss
.ssssssss.ssssssssssssss.ssssssss
..sssssss.ssssssssssssss.sssssss
`,
  },
  {
    name: 'Panorama',
    category: 'IMAX',
    information: 'A steep house before a screen of 22 metres.',
    plan: `
...ssss.ssssssssssssss.ssss
..sssss.ssssssssssssss.sssss
.ssssss.ssssssssssssss.ssssss

.sssscw.wcsssssssssscw.wcssss
.ssssss.ssssssssssssss.ssssss
sssssss.ssssssssssssss.sssssss
sssssss.ssssssssssssss.sssssss
sssssss.ssssssssssssss.sssssss
sssssss.vvvvvvvvvvvvvv.sssssss
sssssss.vvvvvvvvvvvvvv.sssssss
sssssss.ssssssssssssss.sssssss
.ssssss.ssssssssssssss.ssssss
..sssss.ssssssssssssss.sssss
`,
  },
  {
    name: 'Studio 3',
    category: '3D',
    information: 'A middle house with one aisle; wheelchair places are on the level of the door.',
    plan: `
..ssssss.ssssss
.sssssss.sssssss
.sssssss.sssssss
ssssssss.ssssssss
ssssssss.ssssssss
ssssssss.ssssssss
ssssssss.ssssssss
vvvvvvvv.vvvvvvvv
ssssssss.ssssssss
ssssssss.ssssssss
ssssssss.ssssssss
sssssscw.wcssssss
`,
  },
  {
    name: 'Studio 4',
    category: '2D',
    information: 'A middle house with its aisle at the side and a few seats for two or three beyond it.',
    plan: `
...ssssssss.ss
..sssssssss.ss
..sssssssss.sss
.ssssssssss.sss
.ssssssssss.sss
.wcssssssss.sss

sssssssssss.sss
vvvvvvvvvvv.sss
sssssssssss.sss
sssssssssss.sss
sssssssssss.sss
sssssssssss
`,
  },
  {
    name: 'The Gallery',
    category: '2D',
    information: 'The small house under the roof, for films in their own language.',
    plan: `
..ssssss
.sssssss
.ssssssss
.ssssssss
ssssssssss
ssssssssss

.sssssscw
.sss
`,
  },
  {
    name: 'The Lounge',
    category: '2D',
    information: 'Sofas for two, with service at the seat.',
    plan: `
wc.vv.vv
vv.vv.vv
vv.vv.vv

vv.vv.vv
vv.vv.vv
`,
  },
];
