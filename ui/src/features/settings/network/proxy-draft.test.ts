import { expect, it } from "vitest";
import { draftOf, settingOf, withKind } from "./proxy-draft";

it("comes back as it was kept", () => {
  const setting = {
    mode: "manual",
    proxy: {
      kind: "socks5",
      host: "proxy.lan",
      port: 9050,
      username: "me",
      bypass: ["a.lan", "10.0.0.0/8"],
    },
  } as const;
  expect(
    settingOf(
      draftOf({ ...setting, proxy: { ...setting.proxy, bypass: [...setting.proxy.bypass] } }),
    ),
  ).toEqual(setting);
  expect(settingOf(draftOf({ mode: "system" }))).toEqual({ mode: "system" });
});

it("is nothing yet without a host or a port", () => {
  const draft = { ...draftOf({ mode: "none" }), mode: "manual" as const };
  expect(settingOf(draft)).toBeNull();
  expect(settingOf({ ...draft, host: "proxy.lan", port: null })).toBeNull();
});

it("follows the kind with its usual port, and keeps a port that was chosen", () => {
  const draft = draftOf({ mode: "system" });
  expect(withKind(draft, "socks5").port).toBe(1080);
  expect(withKind({ ...draft, port: 3128 }, "socks5").port).toBe(3128);
});
