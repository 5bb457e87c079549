/** How much of one container counts: what an attacker starts must not slow what others run. docs/labels.md tells them. */
export const limits = {
  /** Labels of Berth's on one container. */
  labels: 500,
  /** Characters of one label's value. */
  value: 8_000,
  /** Services of one container. */
  services: 50,
  /** Host names, or virtual servers, that one label names. */
  listed: 100,
  /** Problems that are told of one container, service or engine. */
  problems: 10,
  /** Problems that are told of all containers of one engine. */
  engineProblems: 250,
  /** Containers between one that uses the network of another and the one whose network it is. */
  guests: 8,
} as const;
