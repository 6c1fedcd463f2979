import { act, screen } from "@testing-library/react";
import { beforeEach, expect, it, vi } from "vitest";
import { model, provider, show } from "@/features/generation/test-fixtures";
import { api, type ModelDefaults } from "@/ipc/client";
import { type ModelChoice, useModelChoice } from "./use-model-choice";

const painter = model();
const real = model({ provider_id: "openai", id: "image-1", name: "Image 1" });
const chosen = { provider_id: "openai", model_id: "image-1" };
let defaults: ModelDefaults;
let latest: ModelChoice;

function Watcher() {
  latest = useModelChoice("image");
  return <p>{latest.pending ? "waiting" : `${latest.model?.name} ${latest.obstacle}`}</p>;
}

beforeEach(() => {
  defaults = {};
  vi.spyOn(api, "getModelDefaults").mockImplementation(async () => defaults);
  vi.spyOn(api, "listModels").mockResolvedValue([painter, real]);
  vi.spyOn(api, "listProviders").mockResolvedValue([
    provider(),
    provider({ id: "openai", kind: "hosted" }),
  ]);
  vi.spyOn(api, "setModelDefault").mockResolvedValue(null);
});

it("is the model chosen last", async () => {
  defaults.image = chosen;
  show(<Watcher />);
  expect(await screen.findByText("Image 1 null")).toBeVisible();
});

it("stays with a model that lost its key instead of taking another", async () => {
  defaults.image = chosen;
  vi.mocked(api.listModels).mockResolvedValue([painter, { ...real, usable: false }]);
  show(<Watcher />);
  expect(await screen.findByText("Image 1 key-missing")).toBeVisible();
});

it("stays with a model that is gone instead of taking another", async () => {
  defaults.image = chosen;
  vi.mocked(api.listModels).mockResolvedValue([painter]);
  show(<Watcher />);
  expect(await screen.findByText("undefined missing")).toBeVisible();
  expect(latest.choice).toEqual(chosen);
});

it("shows a choice at once and keeps it", async () => {
  show(<Watcher />);
  await screen.findByText("undefined null");
  act(() => latest.choose(chosen));
  expect(await screen.findByText("Image 1 null")).toBeVisible();
  expect(api.setModelDefault).toHaveBeenCalledExactlyOnceWith("image", chosen);
});

it("takes a choice back that could not be kept", async () => {
  let refuse: (cause: Error) => void = () => undefined;
  vi.mocked(api.setModelDefault).mockReturnValue(
    new Promise((_, reject) => {
      refuse = reject;
    }),
  );
  show(<Watcher />);
  await screen.findByText("undefined null");
  act(() => latest.choose(chosen));
  expect(await screen.findByText("Image 1 null")).toBeVisible();
  refuse(new Error("the disk is full"));
  expect(await screen.findByText("undefined null")).toBeVisible();
});
