"""Writes a tiny chat model with random weights, for tests against llama.cpp's own server.

    python make_tiny_gguf.py OUT.gguf

The file is a real llama-architecture GGUF of about half a megabyte. Its weights are drawn from a
fixed seed, so every run writes the same bytes and the model says the same nonsense. The output
rows of specials and bytes are zero and those of words are large: only words come out.
"""

import sys

import gguf
import numpy as np

SEED = 20
WIDTH = 64
LAYERS = 2
HEADS = 4
FEED_FORWARD = 192
CONTEXT = 2048
# Large enough that the likeliest word leads the zero rows far, whatever the temperature.
WORD_SCALE = 6.0

WORDS = (
    "a and are as at be bright but by calm clear cloud day deep far field for from garden gold "
    "green hill in is it lake light long moon morning near night of on open over river sea "
    "silver sky slow small soft song star stone sun that the to tree under warm water wind with"
).split()

# Roles as plain words: every letter that is no word of the vocabulary costs a token.
CHAT_TEMPLATE = (
    "{% for message in messages %}{{ message.role }}: {{ message.content }}\n{% endfor %}"
    "{% if add_generation_prompt %}assistant:{% endif %}"
)


def vocabulary():
    """Three specials, the 256 bytes, then the words, each as (text, score, type)."""
    kind = gguf.TokenType
    specials = [("<unk>", 0.0, kind.UNKNOWN), ("<s>", 0.0, kind.CONTROL), ("</s>", 0.0, kind.CONTROL)]
    one_per_byte = [(f"<0x{byte:02X}>", 0.0, kind.BYTE) for byte in range(256)]
    words = [(f"\u2581{word}", -float(rank), kind.NORMAL) for rank, word in enumerate(WORDS, 1)]
    return specials + one_per_byte + words


def weights(vocabulary_size):
    """The model's tensors by name, drawn in a fixed order."""
    random = np.random.default_rng(SEED)

    def matrix(rows, columns):
        spread = 1.0 / np.sqrt(columns)
        return (random.standard_normal((rows, columns)) * spread).astype(np.float32)

    tensors = {"token_embd.weight": matrix(vocabulary_size, WIDTH) * 8}
    for layer in range(LAYERS):
        name = f"blk.{layer}."
        tensors[name + "attn_norm.weight"] = np.ones(WIDTH, np.float32)
        for part in ("attn_q", "attn_k", "attn_v", "attn_output"):
            tensors[f"{name}{part}.weight"] = matrix(WIDTH, WIDTH)
        tensors[name + "ffn_norm.weight"] = np.ones(WIDTH, np.float32)
        tensors[name + "ffn_gate.weight"] = matrix(FEED_FORWARD, WIDTH)
        tensors[name + "ffn_up.weight"] = matrix(FEED_FORWARD, WIDTH)
        tensors[name + "ffn_down.weight"] = matrix(WIDTH, FEED_FORWARD)
    tensors["output_norm.weight"] = np.ones(WIDTH, np.float32)
    output = matrix(vocabulary_size, WIDTH) * WORD_SCALE
    output[: vocabulary_size - len(WORDS)] = 0.0
    tensors["output.weight"] = output
    return tensors


def write(path):
    tokens = vocabulary()
    writer = gguf.GGUFWriter(path, "llama")
    writer.add_name("tiny-random")
    writer.add_context_length(CONTEXT)
    writer.add_embedding_length(WIDTH)
    writer.add_block_count(LAYERS)
    writer.add_feed_forward_length(FEED_FORWARD)
    writer.add_head_count(HEADS)
    writer.add_head_count_kv(HEADS)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_rope_dimension_count(WIDTH // HEADS)
    writer.add_vocab_size(len(tokens))
    writer.add_tokenizer_model("llama")
    writer.add_token_list([text.encode() for text, _, _ in tokens])
    writer.add_token_scores([score for _, score, _ in tokens])
    writer.add_token_types([int(kind) for _, _, kind in tokens])
    writer.add_unk_token_id(0)
    writer.add_bos_token_id(1)
    writer.add_eos_token_id(2)
    writer.add_add_bos_token(True)
    writer.add_chat_template(CHAT_TEMPLATE)
    for name, tensor in weights(len(tokens)).items():
        writer.add_tensor(name, tensor)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


if __name__ == "__main__":
    write(sys.argv[1])
