package expose

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"errors"
	"io"
	"strings"
)

const (
	// packedPrefix is what the text of a packed record begins with; the rest is gzip in base64.
	packedPrefix = "gzip:"
	// packFrom is how long the text of a record may be, in bytes, before it is packed. All annotations of an object together have 256 KiB:
	// https://kubernetes.io/docs/concepts/overview/working-with-objects/annotations/
	packFrom = 64 << 10
	// unpackedLimit is how long a record can be, in bytes: no object is larger in etcd, and a record holds a few.
	unpackedLimit = 8 << 20
)

// packed returns the text of a record as it is written: as it stands, or packed where it is long.
func packed(text string) string {
	if len(text) <= packFrom {
		return text
	}
	var buffer bytes.Buffer
	w := gzip.NewWriter(&buffer)
	_, err := w.Write([]byte(text))
	if errors.Join(err, w.Close()) != nil { // a buffer takes all
		return text
	}
	return packedPrefix + base64.StdEncoding.EncodeToString(buffer.Bytes())
}

// unpacked is the inverse of packed. It returns an error for what packed cannot have written.
func unpacked(text string) (string, error) {
	data, isPacked := strings.CutPrefix(text, packedPrefix)
	if !isPacked {
		return text, nil
	}
	r, err := gzip.NewReader(base64.NewDecoder(base64.StdEncoding, strings.NewReader(data)))
	if err != nil {
		return "", err
	}
	all, err := io.ReadAll(io.LimitReader(r, unpackedLimit+1))
	if err == nil && len(all) > unpackedLimit {
		err = errors.New("it is too long")
	}
	return string(all), err
}
